package factory.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NamingProperties {
  private final ServiceId id = ServiceId.random();

  @Property
  void anyTextHasANameAndSlugsThatFit(@ForAll String text) {
    var name = Naming.nameOf(text);
    assertThat(name.codePointCount(0, name.length())).isBetween(1, Naming.MOST_CHARACTERS);
    assertThat(name.codePoints()).noneMatch(Naming::turnsText);
    assertThat(Naming.slugs(name, id).toList()).isNotEmpty().allMatch(Naming::isSlug);
    assertThat(Naming.slugs(name, id).toList().getLast()).endsWith(id.toString().replace("-", ""));
  }

  @Example
  void slugsAreWhatOneWouldType() {
    assertThat(best("Ann\u2019s To-do List (v2)")).isEqualTo("anns-to-do-list-v2");
    assertThat(best("Caf\u00e9 Stra\u00dfe")).isEqualTo("cafe-strasse");
    assertThat(best("\u5f85\u529e\u4e8b\u9879"))
        .isEqualTo("service-" + id.toString().substring(0, 4));
    assertThat(best(id.toString())).as("no id").isNotEqualTo(id.toString());
    assertThat(best("An app that " + "really ".repeat(8) + "works"))
        .isEqualTo("an-app-that-really-really-really-really-really-really-really");
  }

  @Example
  void longTextsAreCutAtAWord() {
    assertThat(
            Naming.nameOf("A place where members of a club lend one another their tools, and more"))
        .isEqualTo("A place where members of a club lend one another their\u2026");
    assertThat(Naming.nameOf("x".repeat(80))).hasSize(60).endsWith("x\u2026");
    assertThat(List.of(Naming.nameOf(" \n "), Naming.nameOf(""))).containsOnly("Service");
  }

  private String best(String name) {
    return Naming.slugs(name, id).findFirst().orElseThrow();
  }
}
