package factory.runtime;

import java.sql.SQLException;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts as they stand in addresses, each of one record alone: {@code Crème brûlée!} is {@code
 * creme-brulee}, the next one {@code creme-brulee-2}. A text of which no letter and no digit is
 * left has a random code. Of one transaction, which writes alone: what is free stays so until it
 * ends.
 */
final class Slugs {
  static final int LONGEST = 80;

  /** A number of ten digits and something before it. */
  static final int SHORTEST = 20;

  private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
  private static final int CODE_LENGTH = 8;

  private final Records records;

  Slugs(Records records) {
    this.records = records;
  }

  /** Puts the slugs of a new record among what is stored of it. */
  void put(Resource resource, Map<String, @Nullable Object> stored) throws SQLException {
    for (var field : resource.fields()) {
      if (field.origin() instanceof Origin.Slug(var of, _)) {
        stored.put(field.name(), free(resource, field.name(), stored.get(of), longest(field)));
      }
    }
  }

  /** Puts the slugs that follow what changes among the changes. */
  void follow(
      Resource resource,
      Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> changed)
      throws SQLException {
    for (var field : resource.fields()) {
      if (field.origin() instanceof Origin.Slug(var of, var follows)
          && follows
          && changed.containsKey(of)) {
        var length = longest(field);
        var words = words(changed.get(of), length);
        if (!words.equals(words(before.get(of), length))
            && !words.equals(before.get(field.name()))) {
          changed.put(field.name(), free(resource, field.name(), changed.get(of), length));
        }
      }
    }
  }

  /**
   * One that no other record has.
   *
   * @param of the text that it is made of
   * @param length the most characters
   */
  String free(Resource resource, String field, @Nullable Object of, int length)
      throws SQLException {
    var words = words(of, length);
    if (words.isEmpty()) {
      return code(resource, field);
    }
    if (!isTaken(resource, field, words)) {
      return words;
    }
    // Each number in turn would ask once for each record of that name.
    var taken = 1L;
    var free = 2L;
    while (isTaken(resource, field, numbered(words, free, length))) {
      taken = free;
      free *= 2;
    }
    while (free - taken > 1) {
      var between = (taken + free) / 2;
      if (isTaken(resource, field, numbered(words, between, length))) {
        taken = between;
      } else {
        free = between;
      }
    }
    return numbered(words, free, length);
  }

  private String code(Resource resource, String field) throws SQLException {
    while (true) {
      var code = Secrets.code(ALPHABET, CODE_LENGTH);
      if (!isTaken(resource, field, code)) {
        return code;
      }
    }
  }

  /** Whether a record has it, one that expired and is not removed yet as well. */
  private boolean isTaken(Resource resource, String field, String slug) throws SQLException {
    var plural = resource.plural();
    var same = Condition.equal(field, slug);
    return records.exists(plural, same)
        || (resource.expires() != null
            && !records
                .rows(
                    plural,
                    new Records.Asked(same, new Records.Order("_seq", false), null, "", true, 0),
                    1)
                .isEmpty());
  }

  private static int longest(Field field) {
    return field.kind() instanceof Words.Text text ? Math.min(LONGEST, text.max()) : LONGEST;
  }

  private static String words(@Nullable Object of, int length) {
    return of instanceof String text
        ? cut(Texts.slug(Normalizer.normalize(text, Form.NFKD)), length)
        : "";
  }

  private static String numbered(String words, long number, int length) {
    var end = "-" + number;
    return cut(words, length - end.length()) + end;
  }

  private static String cut(String words, int length) {
    var cut = words.substring(0, Math.min(words.length(), length));
    return cut.endsWith("-") ? cut.substring(0, cut.length() - 1) : cut;
  }
}
