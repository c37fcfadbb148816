package io.headroom.analyzer.restarts;

/** Something that a classifier's table asks for. */
sealed interface Signal permits ContainerSignal, PodSignal {

    /** The word by which evidence names it. */
    String label();
}
