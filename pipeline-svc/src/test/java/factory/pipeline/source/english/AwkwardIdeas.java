package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;

/** Texts of 8,000 characters that are no ideas, and one that is, for tests and measurements. */
final class AwkwardIdeas {
  private static final int LONGEST = 8_000;

  /** What can be repeated, and what stands around it. */
  private static final List<String> PIECES =
      List.of(
          "\n",
          "\r\n",
          " ",
          "\t",
          "\n ",
          "\u00a0",
          "\u2028",
          "\u3000",
          ",",
          ", ",
          ";",
          ".",
          ". ",
          ":",
          ": ",
          "-",
          " - ",
          "--",
          "\u2014",
          "*",
          "\n- ",
          "\n1. ",
          "\n1) ",
          "(",
          ")",
          "()",
          "(a",
          "(e.g. ",
          "\"",
          "'",
          "/",
          "a/",
          "1",
          "1 ",
          "1.",
          "1,",
          "1-",
          "1 to ",
          "from 1 to 2 ",
          "between 1 and 2 ",
          "at least 1 ",
          "a",
          "a ",
          "A",
          "aA",
          "a b ",
          "ab, ",
          "a b, ",
          "x: a, ",
          "and ",
          "or ",
          "a or b, ",
          "with ",
          "has ",
          "which ",
          "that is ",
          " is",
          "is required ",
          "is unique. ",
          "a. ",
          "books with a. ",
          "of each ",
          "store ",
          "store a of ",
          "track ",
          "so that ",
          "whether ",
          "whether a or not ",
          "not ",
          "each ",
          "one of ",
          "one of a, b, ",
          "list of ",
          "title, ",
          "title (required), ",
          "(required, ",
          "optional ",
          "in kg ",
          "to do ",
          "date time ",
          "yes / no ",
          "\u00e9",
          "\u0301",
          "\ufb01",
          "\u2474",
          "\u33a5",
          "\ufdfa",
          "\ud83d\ude00",
          "\u202e",
          "\u0000",
          "&",
          " & ",
          "plus ",
          "_",
          "e-mail ",
          "'s ",
          "api ",
          "books ",
          "books with title and ",
          ">=",
          "max 1 ");

  private static final List<String> STARTS =
      List.of("", "track books with ", "books with a title. ", "books with a status: ", "track 1");
  private static final List<String> ENDS = List.of("", "x", "!", " with title");

  private AwkwardIdeas() {}

  /** Each piece alone in some surroundings, and some pairs in turn, which no shortening sees. */
  static List<String> all() {
    List<String> ideas = new ArrayList<>();
    for (var i = 0; i < PIECES.size(); i++) {
      var piece = PIECES.get(i);
      var start = STARTS.get(i % STARTS.size());
      var end = ENDS.get(i % ENDS.size());
      ideas.add(
          start + piece.repeat((LONGEST - start.length() - end.length()) / piece.length()) + end);
      if (i % 2 == 0) {
        var pair = piece + PIECES.get((i * 31 + 7) % PIECES.size());
        ideas.add("books with " + pair.repeat((LONGEST - 11) / pair.length()));
      }
    }
    return ideas;
  }

  /** A good one: things with many fields each, of several kinds. */
  static String good() {
    var idea = new StringBuilder();
    for (var thing : List.of("book", "car", "pet", "song", "game", "tool", "plant", "room")) {
      idea.append("Track ").append(thing).append("s with title");
      for (var field = 0; idea.length() % 1000 < 940 && field < 40; field++) {
        idea.append(
            switch (field % 4) {
              case 0 -> ", a rating n" + field + " from 1 to 5";
              case 1 -> ", name n" + field;
              case 2 -> ", status s" + field + " (open, closed or late)";
              default -> ", whether it is done " + field;
            });
      }
      idea.append(". ");
    }
    return idea.toString();
  }
}
