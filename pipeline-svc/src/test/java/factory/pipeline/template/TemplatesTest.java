package factory.pipeline.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Refused;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each template makes sense, also with other parameters, and several of them together. */
class TemplatesTest {
  private static final Templates TEMPLATES = Templates.load();

  static Stream<String> names() {
    return TEMPLATES.all().stream().map(Template::name);
  }

  private static Template.Use use(String name, String... parameters) {
    var values = new java.util.TreeMap<String, String>();
    for (var i = 0; i < parameters.length; i += 2) {
      values.put(parameters[i], parameters[i + 1]);
    }
    return new Template.Use(name, values);
  }

  private static Specification made(Template.Use... uses) {
    var specification = Specifications.parse(TEMPLATES.filled(Arrays.asList(uses)));
    assertThat(Checker.check(specification)).isEmpty();
    return specification;
  }

  private static List<String> wrong(Template.Use... uses) {
    try {
      var _ = TEMPLATES.filled(Arrays.asList(uses));
      return List.of();
    } catch (Refused e) {
      return e.fault().fields().stream().map(field -> field.field()).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void makesSense(String name) {
    var specification = made(use(name));
    assertThat(specification.title()).isNotBlank();
    assertThat(specification.description()).isNotBlank();
    assertThat(specification.questions()).isEmpty();
    assertThat(Specifications.write(specification)).doesNotContain("${");
  }

  /** What can be called otherwise is called so everywhere. */
  @ParameterizedTest
  @MethodSource("names")
  void isAboutSomethingElse(String name) {
    var template =
        TEMPLATES.all().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    if (template.parameters().stream().noneMatch(p -> p.name().equals("items"))) {
      return;
    }
    var before = made(use(name));
    var after = made(use(name, "item", "fox", "items", "foxes"));
    var was = template.parameters().getFirst().fallback();
    assertThat(after.kind("fox")).map(Kind::plural).contains("foxes");
    assertThat(before.kind(was)).isPresent();
    assertThat(after.kind(was)).isEmpty();
  }

  @Test
  void thereAreAtLeastTwentyFive() {
    assertThat(TEMPLATES.all()).hasSizeGreaterThanOrEqualTo(25);
  }

  @Test
  void severalAreOneService() {
    var both = made(use("polls"), use("guest-book"));
    assertThat(both.kinds()).extracting(Kind::name).contains("poll", "entry");
    assertThat(both.title()).isEqualTo("Polls and Guest book");
    assertThat(made(use("orders", "customer", "client")).kinds())
        .extracting(Kind::name)
        .containsExactly("client", "order", "order_line");
    assertThat(made(use("customers"), use("orders")).kinds()).hasSize(3);
  }

  @Test
  void whatIsNoParameterOrOfAnotherFormIsNamed() {
    assertThat(wrong(use("polls", "item", "Poll!")))
        .containsExactly("parameters.item", "parameters.items");
    assertThat(wrong(use("polls", "colour", "red"))).containsExactly("parameters.colour");
    assertThat(wrong(use("guest-book", "stars", "11"))).containsExactly("parameters.stars");
    assertThatThrownBy(() -> TEMPLATES.filled(List.of(use("nonsense"))))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.fault().reason()).isEqualTo("TEMPLATE_NOT_FOUND"));
  }
}
