package factory.edge.throttle;

import java.security.SecureRandom;

/** Hashes with a seed that nobody outside knows, so that no caller chooses whom it meets. */
final class SeededHash {
  private final long seed = new SecureRandom().nextLong();

  /** Of one word. */
  long of(long word) {
    return mixed(seed ^ word);
  }

  /** Of a hash and a further word. */
  long and(long hash, long word) {
    return mixed(hash ^ word);
  }

  /** Source: MurmurHash3's 64-bit finalizer, which is a bijection. */
  private static long mixed(long word) {
    var mixed = word;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
