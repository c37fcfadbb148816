package io.headroom.analyzer.restarts;

/** Something that a classifier's table asks for. */
interface Signal {

    /** The word by which evidence names it. */
    String label();
}
