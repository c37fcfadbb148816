package io.headroom.model.profile;

/** Buckets of one size, as the upstream VPA's own histogram tests use them. */
record LinearBuckets(double size, int count) implements Buckets {

    static LinearBuckets covering(double max, double size) {
        return new LinearBuckets(size, (int) Math.ceil(max / size) + 1);
    }

    @Override
    public double start(int index) {
        return index * size;
    }

    @Override
    public int find(double value) {
        return value < 0 ? 0 : Math.min((int) (value / size), count - 1);
    }
}
