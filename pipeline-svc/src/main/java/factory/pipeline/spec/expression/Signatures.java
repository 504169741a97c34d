package factory.pipeline.spec.expression;

import java.util.stream.Collectors;

/** The functions of expressions, for whoever writes some. */
public final class Signatures {
  private Signatures() {}

  /** What each gives, its name and what it takes, one a line; operators are left out. */
  public static String all() {
    return Functions.LIST
        .lines()
        .map(line -> line.substring(0, line.indexOf(" = ")).replace("!", ""))
        .filter(head -> head.matches("[a-zA-Z()]+ [a-zA-Z().]+\\(.*"))
        .collect(Collectors.joining("\n"));
  }
}
