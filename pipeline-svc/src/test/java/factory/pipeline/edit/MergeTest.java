package factory.pipeline.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final String A = "src/factory/generated/A.java";
  private static final String ONE = "a\nb\nc\nd\ne\n";

  private static Merge.Result merged(String base, String yours, String written) {
    return Merge.of(Map.of(A, base), Map.of(A, yours), Map.of(A, written));
  }

  @Test
  void changesOfDifferentLinesAreBothThere() {
    var merged = merged(ONE, ONE.replace("a\n", "A\n"), ONE.replace("e\n", "e\nf\n"));
    assertThat(merged.conflicts()).isEmpty();
    assertThat(merged.files()).containsEntry(A, "A\nb\nc\nd\ne\nf\n");
  }

  @Test
  void theSameChangeIsNoConflict() {
    var both = ONE.replace("c", "C");
    assertThat(merged(ONE, both, both).files()).containsEntry(A, both);
    var more = both + "g\n";
    var merged = merged(ONE, both, more);
    assertThat(merged.conflicts()).isEmpty();
    assertThat(merged.files()).containsEntry(A, more);
  }

  @Test
  void changesOfOneLineAreShownWithBothSides() {
    var merged = merged(ONE, ONE.replace("c", "mine"), ONE.replace("c", "new"));
    assertThat(merged.conflicts()).containsExactly(new Merge.Conflict(A, 3, "mine\n", "new\n"));
    assertThat(merged.files())
        .containsEntry(A, "a\nb\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> written\nd\ne\n");
  }

  @Test
  void linesThatYouHaveDeletedAndThatChangedAreAConflict() {
    var merged = merged(ONE, "a\nb\nd\ne\n", ONE.replace("c", "new"));
    assertThat(merged.conflicts()).containsExactly(new Merge.Conflict(A, 3, "", "new\n"));
  }

  @Test
  void severalConflictsOfAFileEachHaveTheirLine() {
    var merged = merged("a\nx\nx\nx\nb\n", "1\nx\nx\nx\n2\n", "3\nx\nx\nx\n4\n");
    assertThat(merged.conflicts()).extracting(Merge.Conflict::line).containsExactly(1, 9);
    var lines = merged.files().getOrDefault(A, "").lines().toList();
    merged.conflicts().forEach(c -> assertThat(lines.get(c.line() - 1)).isEqualTo("<<<<<<< yours"));
  }

  @Test
  void importsOfBothSidesAreNoConflict() {
    var base = "package x;\n\nimport java.util.List;\n\nclass A {}\n";
    var merged =
        merged(
            base,
            base.replace("List;\n", "List;\nimport java.util.Set;\n"),
            base.replace("List;\n", "List;\nimport java.util.Map;\n"));
    assertThat(merged.conflicts()).isEmpty();
    assertThat(merged.files())
        .containsEntry(
            A,
            "package x;\n\nimport java.util.List;\nimport java.util.Map;\nimport java.util.Set;\n\nclass A {}\n");
  }

  @Test
  void filesThatComeAndGo() {
    var other = "src/factory/generated/B.java";
    // A new one of yours stays, one that nobody touched goes with its kind.
    var merged = Merge.of(Map.of(A, ONE), Map.of(A, ONE, other, "mine\n"), Map.of());
    assertThat(merged.files()).isEqualTo(Map.of(other, "mine\n"));
    assertThat(merged.conflicts()).isEmpty();
    // One that you have deleted stays deleted, unless it is written otherwise now.
    assertThat(Merge.of(Map.of(A, ONE), Map.of(), Map.of(A, ONE)).files()).isEmpty();
    assertThat(Merge.of(Map.of(A, ONE), Map.of(), Map.of(A, "x\n")).conflicts())
        .containsExactly(new Merge.Conflict(A, 1, "", "x\n"));
    // One that you have changed and whose kind is gone.
    assertThat(Merge.of(Map.of(A, ONE), Map.of(A, "x\n"), Map.of()).conflicts())
        .containsExactly(new Merge.Conflict(A, 1, "x\n", ""));
    // Two new ones of one name.
    assertThat(Merge.of(Map.of(), Map.of(A, "x\n"), Map.of(A, "y\n")).conflicts())
        .containsExactly(new Merge.Conflict(A, 1, "x\n", "y\n"));
  }

  @Test
  void whatIsThePlatformsIsAsItIsWritten() {
    var merged =
        Merge.of(
            Map.of("openapi.json", "1"), Map.of("openapi.json", "1"), Map.of("openapi.json", "2"));
    assertThat(merged.files()).isEqualTo(Map.of("openapi.json", "2"));
  }
}
