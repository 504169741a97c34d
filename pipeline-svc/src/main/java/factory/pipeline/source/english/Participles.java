package factory.pipeline.source.english;

import java.util.HashMap;
import java.util.Map;

/** What something is that somebody did something with: redeemed, drunk, sold. */
final class Participles {
  private static final Map<String, String> IRREGULAR = new HashMap<>();

  static {
    var pairs =
        "drink drunk eat eaten sell sold buy bought lend lent pay paid send sent give given take taken"
            + " write written break broken choose chosen wear worn steal stolen drive driven ride ridden"
            + " speak spoken hide hidden bring brought catch caught teach taught tell told hold held"
            + " lose lost find found build built spend spent keep kept leave left meet met read read"
            + " hit hit cut cut shut shut put put feed fed win won sing sung grow grown throw thrown"
            + " draw drawn know known see seen do done make made begin begun run run hang hung"
            + " shoot shot sign signed bid bid";
    var words = pairs.split(" ");
    for (var i = 0; i + 1 < words.length; i += 2) {
      IRREGULAR.put(words[i], words[i + 1]);
    }
  }

  private Participles() {}

  /** Of a verb in its dictionary form. */
  static String of(String verb) {
    var known = IRREGULAR.get(verb);
    if (known != null) {
      return known;
    }
    if (verb.endsWith("e")) {
      return verb + "d";
    }
    if (verb.matches(".*[^aeiou]y")) {
      return verb.substring(0, verb.length() - 1) + "ied";
    }
    // One short syllable doubles its last letter: drop, dropped.
    return verb.matches("[^aeiou]*[aeiou][^aeiouwxy]")
        ? verb + verb.charAt(verb.length() - 1) + "ed"
        : verb + "ed";
  }
}
