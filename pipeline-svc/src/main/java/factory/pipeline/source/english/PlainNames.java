package factory.pipeline.source.english;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a name from a rule, a wish or a deed that stands where a name should: {@code create poll}
 * and {@code postcode of exactly 5 digits} are no fields. What is doubtful is none either: whoever
 * wrote it is asked.
 */
final class PlainNames {
  /** Say how, when, by whom or how much: part of a rule. */
  private static final Set<String> OF_RULES =
      words(
          """
          must may might shall should can cannot could would will only exactly precisely never always ever once twice
          least most more less fewer between before after until unless while within without except each every any all
          no none not nobody everyone everybody anyone anybody someone somebody both either neither same another again
          instead otherwise else there here their its our his her by for in into onto upon via under over above below
          against through during whose whom who what when where why how if then than because but and or with which that
          this these those is are was were be been am do does did have has had very please whether so valid invalid
          digits characters letters automatically automatic auto computed calculated derived average mean median
          encrypted hashed visible everything something anything nothing himself herself itself themselves themself
          two three four five six seven eight nine ten first-come i you we he she it they me him us them my your
          """);

  /** Deeds, as a command. */
  private static final Set<String> VERBS =
      words(
          """
          create add delete remove update edit modify get fetch retrieve show display find filter send notify remind
          assign unassign approve reject accept decline confirm cancel submit upload download import export generate
          calculate compute convert validate verify ensure prevent allow let enable disable register authenticate
          authorize authorise invite leave borrow lend reserve sell withdraw merge split restore publish unpublish
          share follow unfollow give receive increase increment decrease decrement store manage save write stop resume
          draw shuffle guess solve translate encode decode encrypt decrypt shorten redirect subscribe unsubscribe
          complete finish build see know want need support provide require include attach detach enroll enrol
          unenroll join vote search delete login logout log-in sign-up signup
          """);

  /** Deeds that are also names of something when they stand alone. */
  private static final Set<String> VERBS_BEFORE_ANOTHER =
      words(
          """
          alert check close open block ban log sign return buy pay refund charge transfer deposit move copy archive
          like mark tag pick take count limit keep hold track record list view read print scan schedule plan start
          pause reset run play roll hash expire sync connect use set post put call email message upload change sort
          apply test answer ask look make rent hire rate comment review order claim bid
          """);

  /** What is kept secret, or decides who may do what: not a field like others. */
  private static final Set<String> SENSITIVE =
      words(
          "password passwords passphrase passcode secret secrets pin token permission permissions");

  /** Belong to the word before them: check in, sign up, drop off. */
  private static final Set<String> PARTICLES = words("in out up off on");

  private static final Set<String> BEFORE_PARTICLES =
      words(
          "check clock drop log move opt pick sign start sold kick lift take time trade pay plug");

  private static final int MOST_WORDS = 4;

  private PlainNames() {}

  private static Set<String> words(String text) {
    return new HashSet<>(List.of(text.strip().split("\\s+")));
  }

  /** Whether these words can name a field. */
  static boolean isField(List<String> words) {
    if (words.stream().anyMatch(SENSITIVE::contains)
        || (words.size() > 1 && words.getLast().equals("first"))) {
      return false;
    }
    return FieldNames.isKnown(words)
        || isName(words, words.size() > 1 && FieldNames.isHead(words.getLast()));
  }

  /** Whether a word alone says what is to be done. */
  static boolean isDeed(String word) {
    return VERBS.contains(word);
  }

  /** Whether these words can name a kind. */
  static boolean isKind(List<String> words) {
    return isName(words, false) && words.stream().noneMatch(SENSITIVE::contains);
  }

  /** Whether these words can be one of those that a field can be. */
  static boolean isChoice(List<String> words) {
    return words.size() <= MOST_WORDS
        && words.stream().noneMatch(word -> OF_RULES.contains(word) && !isQuiet(word));
  }

  /** In a choice such as {@code not started} or {@code in progress} these say no rule. */
  private static boolean isQuiet(String word) {
    return Set.of(
            "no",
            "not",
            "none",
            "in",
            "on",
            "never",
            "always",
            "once",
            "twice",
            "all",
            "any",
            "both",
            "neither",
            "either",
            "by",
            "for",
            "me",
            "you",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "before",
            "after",
            "over",
            "under",
            "above",
            "below",
            "more",
            "less",
            "average",
            "very",
            "valid",
            "invalid",
            "automatic",
            "and",
            "with",
            "without",
            "her",
            "his",
            "he",
            "she",
            "they",
            "them",
            "i",
            "it")
        .contains(word);
  }

  private static boolean isName(List<String> words, boolean hasHead) {
    if (words.size() > MOST_WORDS) {
      return false;
    }
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if ((OF_RULES.contains(word)
              && !(i > 0
                  && i < words.size() - 1
                  && word.matches("in|for|on")
                  && FieldNames.isHead(words.get(i - 1)))
              && !(word.equals("via") && i == words.size() - 1)
              && !(word.equals("by")
                  && i == words.size() - 1
                  && words.subList(0, i).stream()
                      .anyMatch(w -> w.matches(".+(?:ed|en|ne|ght|ld|nd|id)")))
              && !(hasHead && i > 0 && isParticle(words.get(i - 1), word)))
          || (word.matches("\\d+") && (i < words.size() - 1 || word.length() > 2))) {
        return false;
      }
    }
    var first = words.getFirst();
    if (words.size() == 1) {
      return !VERBS.contains(first);
    }
    return hasHead
        || !(VERBS.contains(first)
            || VERBS_BEFORE_ANOTHER.contains(first)
            || VERBS.contains(words.getLast())
            || isGerund(first));
  }

  private static boolean isParticle(String before, String word) {
    return PARTICLES.contains(word) && BEFORE_PARTICLES.contains(before);
  }

  /** Whether it is the ing-form of a deed, such as {@code creating}. */
  private static boolean isGerund(String word) {
    if (!word.endsWith("ing")) {
      return false;
    }
    var stem = word.substring(0, word.length() - 3);
    return VERBS.contains(stem)
        || VERBS.contains(stem + "e")
        || (stem.length() > 2 && VERBS.contains(stem.substring(0, stem.length() - 1)));
  }
}
