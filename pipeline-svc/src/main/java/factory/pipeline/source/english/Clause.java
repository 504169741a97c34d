package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part of a sentence in one form, of which rules read all or nothing: kinds are {@code #kind},
 * fields {@code @field}, verbs stand in their dictionary form, the words that name everybody,
 * nobody and whoever calls are {@code $all}, {@code $none}, {@code $user} and {@code $i}, and
 * articles are gone.
 */
final class Clause {
  private static final Pattern TOKEN =
      Pattern.compile("[a-z0-9#]++(?:[-.'/][a-z0-9]++)*+|->|=>|\\S");
  private static final int LONGEST_NAME = 4;

  private static final Set<String> DROPPED =
      words("a an the just simply also already basically really please");

  private static final Map<String, String> NUMBERS =
      Map.ofEntries(
          Map.entry("two", "2"),
          Map.entry("three", "3"),
          Map.entry("four", "4"),
          Map.entry("five", "5"),
          Map.entry("six", "6"),
          Map.entry("seven", "7"),
          Map.entry("eight", "8"),
          Map.entry("nine", "9"),
          Map.entry("ten", "10"));

  /** Deeds that mean the same here. */
  private static final Map<String, String> VERBS = verbs();

  /** Verbs that rules know; any other stays as it was written. */
  private static final Set<String> LEMMAS =
      words(
          "borrow claim rent grab withdraw spend earn deposit redeem belong consist contain refer reference point link go move progress advance start begin expire disappear vanish"
              + " overlap mark set flag tick check give cast have count know tell say paginate default assign attach relate"
              + " connect exceed drop fall calculate compute equal multiply appear exist occur share want like support"
              + " provide own query narrow look find report lie come receive follow depend");

  private static final Set<String> ARTICLES =
      words(
          "a an the each every all any one his her its their my our your this that many several of");

  private static final Set<String> EVERYBODY = words("everyone everybody anyone anybody");
  private static final Set<String> NOBODY = words("nobody none");
  private static final Set<String> USERS =
      words(
          "user users people person somebody someone visitor visitors caller callers wallet wallets");

  /** Who merely uses a service, where no kind is called so. */
  private static final Set<String> GUESTS =
      words(
          "guest reader player customer client member friend participant subscriber fan buyer follower attendee"
              + " patient student employee colleague neighbour neighbor voter commenter reviewer bidder pupil tenant landlord"
              + " saver listener viewer gardener singer runner walker rider driver passenger parent child kid cook baker trader"
              + " seller shopper diner donor volunteer supporter resident citizen swimmer climber hiker cyclist musician angler"
              + " lender borrower renter photographer developer engineer nurse traveller traveler camper sailor taster contributor"
              + " applicant candidate competitor contestant team-mate teammate housemate flatmate roommate");

  /** May be meant to be able to do more than others. */
  private static final Pattern SPECIAL =
      Pattern.compile(
          "(?:trainer|organi[sz]er|owner|author|creator|editor|instructor|professor|lecturer|doctor|officer|leader|controller|inspector|judge|employer|vendor|maintainer|curator|treasurer|keeper|caretaker)s?");

  private static final Set<String> MODALS = words("can may could should must cannot want would");
  private static final Set<String> I = words("i we me us you");
  private static final Set<String> HIS = words("his her their its my our your");

  private final String text;

  private Clause(String text) {
    this.text = text;
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.split(" ")).collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, String> verbs() {
    Map<String, String> verbs = new java.util.HashMap<>();
    Map.of(
            "see", "see view read access browse",
            "change", "change edit update modify alter amend",
            "delete", "delete remove erase",
            "create", "create add post submit make write enter register record open publish",
            "list", "list",
            "show", "show display",
            "get", "get fetch retrieve",
            "sort", "sort order",
            "filter", "filter",
            "search", "search")
        .forEach((one, all) -> Arrays.stream(all.split(" ")).forEach(v -> forms(verbs, v, one)));
    for (var irregular :
        List.of(
            "saw see",
            "seen see",
            "seeing see",
            "wrote create",
            "written create",
            "made create",
            "making create",
            "got get",
            "getting get")) {
      var pair = irregular.split(" ");
      verbs.put(pair[0], pair[1]);
    }
    return Map.copyOf(verbs);
  }

  private static void forms(Map<String, String> verbs, String verb, String meaning) {
    var stem = verb.endsWith("e") ? verb.substring(0, verb.length() - 1) : verb;
    var doubled = verb.equals("submit") ? "submitt" : stem;
    verbs.put(verb, meaning);
    verbs.put(verb.matches(".*(?:s|sh|ch|x)") ? verb + "es" : verb + "s", meaning);
    verbs.put(doubled + "ed", meaning);
    verbs.put(doubled + "ing", meaning);
    if (verb.endsWith("y")) {
      verbs.put(verb.substring(0, verb.length() - 1) + "ied", meaning);
    }
  }

  /** In one form. */
  String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Reads a part of an idea that was brought into lower case. */
  static Clause of(String part, Names names) {
    List<String> tokens = new ArrayList<>();
    var matcher = TOKEN.matcher(part);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    if (tokens.isEmpty()) {
      return new Clause("");
    }
    var words = Language.words(tokens);
    List<String> out = new ArrayList<>();
    for (var i = 0; i < tokens.size(); ) {
      var taken = name(tokens, words, i, names, out);
      if (taken > 0) {
        i += taken;
      } else {
        word(tokens, words.get(i), i, names, out);
        i++;
      }
    }
    return new Clause(tidy(String.join(" ", out)));
  }

  /** The longest name that begins here. */
  private static int name(
      List<String> tokens, List<Language.Word> words, int at, Names names, List<String> out) {
    for (var length = Math.min(LONGEST_NAME, tokens.size() - at); length > 0; length--) {
      var part = tokens.subList(at, at + length);
      var kind = names.kind(part);
      var field = kind.isPresent() ? Optional.<String>empty() : names.field(part);
      if (kind.isEmpty() && field.isEmpty()) {
        continue;
      }
      if (length == 1
          && (at == 0 || !ARTICLES.contains(tokens.get(at - 1)))
          && isDeed(words.get(at), at, out, VERBS.containsKey(tokens.get(at)))) {
        return 0;
      }
      out.add(kind.isPresent() ? "#" + kind.get() : "@" + field.get());
      return length;
    }
    return 0;
  }

  /** {@code Members can book rooms}: a word after can or to is no name. */
  private static boolean isDeed(Language.Word word, int at, List<String> out, boolean isKnownDeed) {
    var before = out.isEmpty() ? "" : out.getLast();
    if (Set.of("can", "must", "to", "not", "$user", "$all", "$none", "$i", "$role")
        .contains(before)) {
      return Nouns.singular(word.text()).equals(word.text()) || isKnownDeed || word.isVerb();
    }
    return at == 0 && isKnownDeed && !word.text().endsWith("s") && word.isVerb();
  }

  private static void word(
      List<String> tokens, Language.Word word, int at, Names names, List<String> out) {
    var text = word.text();
    var next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
    if (DROPPED.contains(text)) {
      return;
    }
    if (names.isWord(text)) {
      // A state is called as it is called.
      out.add(text);
      return;
    }
    if (EVERYBODY.contains(text)) {
      out.add("$all");
    } else if (NOBODY.contains(text)
        || (text.equals("no") && (next.equals("one") || next.equals("user")))) {
      out.add("$none");
    } else if (USERS.contains(text)
        || (text.equals("one") && !out.isEmpty() && out.getLast().equals("$none"))) {
      if (!out.isEmpty() && out.getLast().equals("$none")) {
        return;
      }
      out.add("$user");
    } else if (GUESTS.contains(Nouns.singular(text)) || isSomebody(word, next, out)) {
      out.add("$role");
    } else if (I.contains(text)) {
      out.add("$i");
    } else if (HIS.contains(text)) {
      out.add("his");
    } else if (NUMBERS.containsKey(text)) {
      out.add(NUMBERS.get(text));
    } else if (Set.of("may", "might", "could").contains(text)) {
      out.add("can");
    } else if (text.equals("cannot")) {
      out.add("can");
      out.add("not");
    } else if (Set.of("should", "shall", "needs", "need").contains(text)) {
      out.add("must");
    } else if (Set.of("is", "are", "was", "were", "been", "being").contains(text)) {
      out.add("be");
    } else if (Set.of("has", "having", "had").contains(text)) {
      out.add("have");
    } else if (Set.of("it", "they", "them", "those", "these").contains(text)) {
      out.add("it");
    } else if (VERBS.containsKey(text)) {
      out.add(VERBS.get(text));
    } else if (LEMMAS.contains(word.lemma())) {
      out.add(word.lemma());
    } else {
      out.add(Nouns.isPlural(text) ? Nouns.singular(text) : text);
    }
  }

  /** {@code Beekeepers can}: whoever does something, where no word says that he may more. */
  private static boolean isSomebody(Language.Word word, String next, List<String> out) {
    return out.size() <= 1
        && (out.isEmpty() || Set.of("other", "only", "another").contains(out.getFirst()))
        && word.text().matches("[a-z]{3,}(?:er|or|ist|ant|mate|goer|smith)s?")
        && !Sentence.isPowerful(word.text())
        && !SPECIAL.matcher(word.text()).matches()
        && word.tag().matches("NOUN|PROPN")
        && (MODALS.contains(next) || (word.text().endsWith("s") && VERBS.containsKey(next)));
  }

  private static String tidy(String text) {
    return (" " + text + " ")
        .replaceAll(" (?:each|every|all|any) (?:of it )?(\\$user|\\$role|person|wallet)", " \\$all")
        .replaceAll(" \\$all \\$(?:user|role)", " \\$all")
        .replaceAll(" must be able to ", " can ")
        .replaceAll(" (?:be )?(?:able|allowed|permit|allow) to ", " can ")
        .replaceAll(" (?:would|d) (?:like|want|love) to ", " want to ")
        .replaceAll(" (see|change|delete) it (or|and) (see|change|delete) it(?= )", " $1 $2 $3 it")
        .replaceAll(" have to ", " must ")
        .replaceAll(" must to ", " must ")
        .replaceAll(" must can ", " can ")
        .replaceAll(" do not ", " not ")
        .replaceAll(" does not ", " not ")
        .replaceAll(" let (\\$\\w+) ", " $1 can ")
        .replaceAll(" (?:any|every|each|all) (?:of )?(?:his )?(#)", " $1")
        .replaceAll(
            " (?:this|that|such|given|specific|certain|particular|individual|new|existing|single) (#)",
            " $1")
        .replaceAll(" +", " ")
        .strip()
        .replaceFirst(
            "^(?:(?:and|then|finally|in addition|additionally|moreover|furthermore|besides|note that|of course) )+(?:, )?",
            "")
        .replaceFirst("^(?:it|there) must be possible (?:for (\\$\\w+) )?to ", "")
        .replaceFirst("^(?:(?:,|;|:) )+", "")
        .replaceFirst("^\\$i not want (#[a-z0-9_]+) to be ", "$1 can not be ")
        .replaceFirst("^one (?:can|must) ", "\\$user can ")
        .replaceFirst("^to (?=filter|sort|search|list|see|get|find|show|create|change|delete)", "")
        .replaceFirst("(?: (?:,|;|:|too|as well))+$", "");
  }
}
