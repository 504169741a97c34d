package factory.pipeline.source.english;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How people ask for changes: in the imperative. What does the same as a sentence that says how it
 * is becomes that sentence; the rest has a form of its own.
 */
final class ChangeForms {
  private static final String FIELD =
      "(?:the |their |its )?(?:fields? |columns? |propert(?:y|ies) )?";
  private static final String OF = "(?:of|in|on|from|for) (?:the |each |every |all |all the )?";

  /** Where one wish ends and the next begins. */
  private static final Pattern NEXT =
      Pattern.compile(
          "(?:, and then | and then |, then |, and also | and also |, and | and |; ?|, )(?=(?:please )?(?:add|make|rename|remove|delete|drop|give|require|change|set|let|allow|call|include|turn|get rid|take out|also )\\b)");

  private static final Pattern POLITE =
      Pattern.compile(
          "^(?:(?:please|now|also|then|i want you to|i would like you to|i'd like you to|can you|could you|we need to|we should|you should|let's) )+");

  private static final Pattern SAYS_FIELD =
      Pattern.compile("\\b(?:fields?|columns?|propert(?:y|ies))\\b");

  private static final Pattern TITLE =
      Pattern.compile(
          "(?:call|name|rename) (?:it|the (?:service|api|app)) (?:to |as )?\"?(?<name>[^\"]+?)\"?|(?:change|set) (?:its|the) (?:title|name of the (?:service|api|app)) to \"?(?<other>[^\"]+?)\"?");

  private static final Pattern RENAME =
      Pattern.compile(
          "(?:rename|change the name of) "
              + FIELD
              + "\"?(?<old>[a-z0-9_ -]+?)\"?(?: field)?(?: "
              + OF
              + "(?<kind>[a-z0-9_ -]+?))? (?:to|into|as) \"?(?<new>[a-z0-9_ -]+?)\"?(?: (?:of|in|on) (?<kind2>[a-z0-9_ -]+))?|"
              + "call "
              + FIELD
              + "\"?(?<old2>[a-z0-9_ -]+?)\"?(?: "
              + OF
              + "(?<kind3>[a-z0-9_ -]+?))? \"?(?<new2>[a-z0-9_-]+)\"? instead|"
              + FIELD
              + "\"?(?<old3>[a-z0-9_ -]+?)\"?(?: "
              + OF
              + "(?<kind4>[a-z0-9_ -]+?))? (?:should be|should now be|is now|must be) (?:called|named|renamed to) \"?(?<new3>[a-z0-9_ -]+?)\"?");

  private static final Pattern REMOVE =
      Pattern.compile(
          "(?:remove|delete|drop|get rid of|take out|take away|take|we (?:do not|don't|no longer) need) "
              + FIELD
              + "(?<fields>[a-z0-9_ ,-]+?)(?<field> fields?| columns?)?(?: (?:out )?"
              + OF
              + "(?<kind>[a-z0-9_ -]+?))?(?: any ?more| any longer| anymore)?|"
              + "(?:the |each |every )?(?<kind2>(?!we )[a-z0-9_ -]+?) (?:do not|does not|don't|doesn't|no longer) (?:need|needs|have|has) "
              + "(?:a |an |any |the )?(?<fields2>[a-z0-9_ ,-]+?)(?: any ?more| any longer| anymore)?");

  private static final Pattern ADD =
      Pattern.compile(
          "(?:add|include|put) (?<fields>.+?)(?: fields?)? (?:to|for|on|in|into) (?:the |each |every |all |all the )?(?<kind>[a-z0-9_ -]+)|"
              + "(?:let|have) (?:the |each |every |all )?(?<kind4>[a-z0-9_ -]+?) have (?<fields4>(?:a|an|some) .+)|"
              + "give (?:the |each |every |all |all the )?(?<kind2>[a-z0-9_-]+(?: [a-z0-9_-]+)??) (?<fields2>(?:a|an|some) .+)|"
              + "(?:the |each |every |all )?(?<kind3>[a-z0-9_ -]+?) (?:should |must |need to |needs to |need |needs |shall )(?:also )?(?:have |get |has )?(?:also )?(?<fields3>(?:a|an|some) .+)");

  private static final Pattern TYPE =
      Pattern.compile(
          "(?:make|change|turn|convert) "
              + FIELD
              + "(?<field>[a-z0-9_ -]+?)(?: (?:of|in|on) (?:the |each |every |all )?(?<kind>[a-z0-9_ -]+?))? (?:(?:to|into|be|to be) )?(?<type>(?:a|an) [a-z ]+)");

  private static final List<Form> SAID =
      List.of(
          new Form("(?:make|let) (?:the )?(?<a>.+?) (?:go|range|run) (?<b>from .+)", "%s is %s"),
          new Form(
              "make "
                  + FIELD
                  + "(?<a>.+?) (?<b>(?:required|mandatory|compulsory|optional|unique|positive|not required|at least .+|at most .+|from .+))",
              "%s be %s"),
          new Form("require (?:the |an? )?(?<a>.+)", "%s be required"),
          new Form(
              FIELD
                  + "(?<a>.+?) (?:is|are|be) (?:no longer|not) (?:required|mandatory)(?: any ?more)?",
              "%s be optional"),
          new Form(
              "(?:the )?(?<b>[a-z0-9_-]+) of (?:the |each )?(?<a>[a-z0-9_-]+) (?:go|goes|range|ranges|is|are|be) (?<c>from .+)",
              "%s %s is %s"),
          new Form(
              "(?:set|change|make) the default (?:value )?(?:of|for) (?:the )?(?<a>.+?) (?:to )?(?<b>[a-z0-9_.-]+)",
              "the default of %s is %s"),
          new Form(
              "(?:limit|restrict) (?:the )?(?<a>.+?) to (?:from |between )?(?<b>-?[0-9.]+ (?:to|and) -?[0-9.]+)",
              "%s is from %s"),
          new Form(
              "change the (?:range|bounds) of (?:the )?(?<a>.+?) to (?:from )?(?<b>.+ to .+)",
              "%s is from %s"));

  private record Form(Pattern pattern, String said) {
    Form(String pattern, String said) {
      this(Pattern.compile(pattern), said);
    }
  }

  private ChangeForms() {}

  /** The wishes of a sentence. */
  static List<String> wishes(String sentence) {
    return List.of(NEXT.split(sentence)).stream()
        .map(wish -> POLITE.matcher(wish.strip()).replaceFirst("").strip())
        .map(wish -> wish.replaceFirst(",? (?:please|too|as well)$", "").strip())
        .filter(wish -> !wish.isEmpty())
        .toList();
  }

  /** What is asked for, as it is then said to be; the same where no form is known. */
  static String said(String wish) {
    for (var form : SAID) {
      var matcher = form.pattern().matcher(wish);
      if (matcher.matches()) {
        return form.said()
            .formatted(
                Stream.of("a", "b", "c")
                    .filter(matcher.namedGroups()::containsKey)
                    .map(matcher::group)
                    .toArray())
            .replace(" be ", matcher.group("a").contains(" and ") ? " are " : " is ");
      }
    }
    return wish;
  }

  static Optional<String> title(String wish) {
    return matched(TITLE, wish).map(m -> either(m, "name", "other"));
  }

  /**
   * @param kind may be empty
   */
  record Rename(String old, String kind, String name) {}

  static Optional<Rename> rename(String wish) {
    return matched(RENAME, wish)
        .map(
            m ->
                new Rename(
                    either(m, "old", "old2", "old3"),
                    either(m, "kind", "kind2", "kind3", "kind4"),
                    either(m, "new", "new2", "new3")));
  }

  /**
   * @param kind may be empty
   */
  record Fields(String fields, String kind) {}

  static Optional<Fields> remove(String wish) {
    return matched(REMOVE, wish)
        .map(m -> new Fields(either(m, "fields", "fields2"), either(m, "kind", "kind2")));
  }

  static Optional<Fields> add(String wish) {
    return matched(ADD, wish)
        .map(
            m ->
                new Fields(
                    either(m, "fields", "fields2", "fields3", "fields4"),
                    either(m, "kind", "kind2", "kind3", "kind4")));
  }

  /**
   * @param kind may be empty
   */
  record Type(String field, String kind, String type) {}

  static Optional<Type> type(String wish) {
    return matched(TYPE, wish)
        .map(m -> new Type(m.group("field"), either(m, "kind"), m.group("type")));
  }

  private static Optional<Matcher> matched(Pattern pattern, String wish) {
    if (wish.length() > Sentence.LONGEST_CLAUSE) {
      return Optional.empty();
    }
    var matcher = pattern.matcher(wish);
    return matcher.matches() ? Optional.of(matcher) : Optional.empty();
  }

  /** Whether a wish says that it is about a field. */
  static boolean saysField(String wish) {
    return SAYS_FIELD.matcher(wish).find();
  }

  private static String either(Matcher matcher, String... groups) {
    for (var group : groups) {
      var found = matcher.group(group);
      if (found != null) {
        return found.strip();
      }
    }
    return "";
  }
}
