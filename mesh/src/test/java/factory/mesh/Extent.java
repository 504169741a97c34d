package factory.mesh;

import java.util.ArrayList;
import java.util.List;

/** How much a test does: a sample in the suite, all of it under {@code ./factory test --long}. */
public final class Extent {
  private static final boolean LONG = System.getenv("FACTORY_TEST_LONG") != null;

  private Extent() {}

  /** What a sample is enough of, or the whole of it. */
  public static <T> T of(T sample, T whole) {
    return LONG ? whole : sample;
  }

  /** Each so manieth and the last one, or all. */
  public static <T> List<T> sample(int each, List<T> all) {
    if (LONG) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (var i = 0; i < all.size(); i++) {
      if (i % each == 0 || i == all.size() - 1) {
        some.add(all.get(i));
      }
    }
    return some;
  }
}
