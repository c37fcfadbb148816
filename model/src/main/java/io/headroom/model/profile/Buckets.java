package io.headroom.model.profile;

/** How a histogram divides the amounts that it counts. */
public interface Buckets {

    /** The number of buckets; the last one has no upper end. */
    int count();

    /** Where bucket {@code index} starts; a value there belongs to it. */
    double start(int index);

    /** The bucket that {@code value} belongs to; the last for values beyond it, 0 below zero. */
    int find(double value);
}
