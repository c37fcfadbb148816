package io.headroom.deploy.launch;

/** Told in a sentence what is going on, for a person who waits. */
@FunctionalInterface
public interface Progress {
    void say(String sentence);
}
