package factory.pipeline.spec;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Unmodifiable copies with one order, so that what follows from a specification is the same bytes
 * in every process: {@code Map.copyOf} and {@code Set.copyOf} have another order in each.
 */
final class Sorted {
  private Sorted() {}

  static <K extends Comparable<K>, V> SortedMap<K, V> copyOf(Map<K, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  static <E extends Comparable<E>> SortedSet<E> copyOf(Collection<E> values) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(values));
  }
}
