package io.headroom.recommender.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearnersTest {

    @Test
    void thereIsAForestWhereSmileIs() {
        assertThat(Learners.peaks()).containsInstanceOf(PeakForest.class);
    }

    @Test
    void thereIsNothingToLearnWithWhereSmileIsNot() throws Exception {
        Class<?> learners = new WithoutSmile().loadClass(Learners.class.getName());

        assertThat(learners).isNotSameAs(Learners.class);
        assertThat(learners.getMethod("peaks").invoke(null)).isEqualTo(Optional.empty());
    }

    /** As where what is distributed runs: all that there is but Smile. */
    private static final class WithoutSmile extends ClassLoader {
        WithoutSmile() {
            super(LearnersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("smile.")) {
                    throw new ClassNotFoundException(name);
                }
                // what knows Smile would be loaded beside it otherwise
                return name.startsWith(Learners.class.getPackageName() + ".")
                        ? loadedAnew(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> loadedAnew(String name) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            String file = name.replace('.', '/') + ".class";
            try (InputStream stream = Objects.requireNonNull(getResourceAsStream(file), file)) {
                byte[] bytes = stream.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
