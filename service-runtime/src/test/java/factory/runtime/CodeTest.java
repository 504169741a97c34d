package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs Java that a specification brings along. */
final class CodeTest {

  private static long deep(long n) {
    return n == 0 ? 0 : 1 + deep(n - 1);
  }

  @Test
  void itGivesWhatIsComputedElsewhere() {
    var here = Thread.currentThread();
    assertThat(Code.<Boolean>compute("x", () -> Thread.currentThread() == here)).isFalse();
    assertThat(Code.<Long>compute("x", () -> deep(1_000))).isEqualTo(1_000);
  }

  @Test
  void whatFailsIsTheCallersToMend() {
    refuses("'x' gives nothing for this.", () -> null);
    refuses(
        "A board has six rows.",
        () -> fail(new IllegalArgumentException(" A board has six rows. ")));
    refuses("'x' cannot be computed of this.", () -> fail(new IllegalArgumentException()));
    refuses(
        "'x' cannot be computed of this.", () -> fail(new ClassCastException("the secret is 7")));
    refuses("'x' cannot be computed of this.", () -> List.of().getFirst());
    refuses("'x' goes too deep for this.", () -> deep(10_000_000));
    refuses("/ by zero", () -> 1 / (int) deep(0));
    refuses("A number becomes too large.", () -> Code.made(new BigDecimal("1e5000")));
    refuses(
        "'x' takes longer than two seconds for this.",
        () -> {
          while (true) {
            Code.tick();
          }
        });
  }

  private static Object fail(RuntimeException e) {
    throw e;
  }

  private static void refuses(String message, Supplier<@Nullable Object> body) {
    assertThatThrownBy(() -> Code.<Object>compute("x", body))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(message);
  }

  @Test
  void elsewhereATickIsNothing() {
    for (var i = 0; i < 10_000; i++) {
      Code.tick();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void jsonGoesInAndOutAsItIs() {
    var json =
        "{\"a\":[1,2.50,-0,12345678901234567890,\"\\u00e9\",true,null,{}],\"b\":{\"c\":[[]]}}";
    var value = Code.given(json);
    assertThat(value)
        .isEqualTo(
            Map.of(
                "a",
                Arrays.asList(
                    1L,
                    new BigDecimal("2.50"),
                    0L,
                    new BigDecimal("12345678901234567890"),
                    "\u00e9",
                    true,
                    null,
                    Map.of()),
                "b",
                Map.of("c", List.of(List.of()))));
    assertThat(Code.made(value))
        .isEqualTo(
            "{\"a\":[1,2.5,0,12345678901234567890,\"\u00e9\",true,null,{}],\"b\":{\"c\":[[]]}}");
    assertThat(Code.made((Object) null)).isNull();
    assertThat(Code.given("7")).isEqualTo(7L);
  }

  @Test
  void whatIsNoJsonOrTooMuchIsRefused() {
    assertThatThrownBy(() -> AnyJson.text(new Object[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Object[] is nothing that JSON has");
    assertThatThrownBy(() -> AnyJson.text(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    List<Object> deep = new ArrayList<>();
    for (var i = 0; i < 40; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    var tooDeep = deep;
    assertThatThrownBy(() -> AnyJson.text(tooDeep)).hasMessage("A value nests too deep.");
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    assertThatThrownBy(() -> AnyJson.text(itself)).hasMessage("A value nests too deep.");
    assertThatThrownBy(() -> AnyJson.text(List.of("x".repeat(70_000))))
        .hasMessage("A value becomes too large.");
  }

  @Test
  void aRefusalIs422(@TempDir Path folder) throws Exception {
    var half =
        Function.of(
                "half",
                input ->
                    Outcome.values(
                        Values.of(
                            "half",
                            Code.<Long>compute(
                                "half",
                                () -> {
                                  if (input.whole("n") % 2 != 0) {
                                    throw new IllegalArgumentException("An odd number has none.");
                                  }
                                  return input.whole("n") / 2;
                                }))))
            .input(Field.wholeNumber("n").required())
            .output(Field.wholeNumber("half"));
    try (var service = Running.start(folder, half)) {
      assertThat(service.post("/half", "{\"n\":8}").is(200).json().toString())
          .isEqualTo("{\"half\":4}");
      assertThat(service.post("/half", "{\"n\":7}").is(422).text("detail"))
          .isEqualTo("An odd number has none.");
    }
  }
}
