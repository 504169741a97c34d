package factory.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Fault;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Renaming a reason is an API change: here it shows. Run with {@code GOLDEN=rewrite} in the
 * environment to write the file anew.
 */
class ReasonsTest {
  private static final ServiceId ID = ServiceId.random();
  private static final Token TOKEN = new Token(1, "0x" + "ab".repeat(20), BigInteger.ONE);
  private static final List<ServiceFault> FAULTS =
      List.of(
          new ServiceFault.ServiceNotFound(ID),
          new ServiceFault.SlugNotFound("todo-list"),
          new ServiceFault.SlugTaken("todo-list"),
          new ServiceFault.TooManySlugs(ID),
          new ServiceFault.TransitionNotAllowed(ID, Status.QUEUED, Status.DEPLOYED),
          new ServiceFault.TakenDown("it deceives people"),
          new ServiceFault.IdeaFixed(ID, Status.GENERATING),
          new ServiceFault.TokenAlreadySet(ID, TOKEN),
          new ServiceFault.TokenTaken(TOKEN),
          new ServiceFault.RequestIdReused(),
          new ServiceFault.RevisionMismatch(ID, 2),
          new ServiceFault.PageTokenNotReadable(),
          new ServiceFault.CursorNotReadable());

  @Test
  void everyReasonIsListedWithItsCodeAndMetadata() throws IOException {
    assertThat(FAULTS.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(java.util.Set.of(ServiceFault.class.getPermittedSubclasses()));
    var all = new java.util.ArrayList<Fault>(FAULTS);
    all.add(Fault.Invalid.field("idea", "must not be blank"));
    var lines =
        all.stream()
            .map(
                fault ->
                    (fault.reason()
                            + " "
                            + fault.code()
                            + " "
                            + String.join(
                                ",", fault.metadata().keySet().stream().sorted().toList()))
                        .strip())
            .sorted()
            .toList();
    var golden = Path.of("src/test/resources/reasons.txt");
    if (Map.copyOf(System.getenv()).getOrDefault("GOLDEN", "").equals("rewrite")) {
      Files.write(golden, lines);
    }
    assertThat(Files.readAllLines(golden)).isEqualTo(lines);
  }

  @Test
  void everyMessageIsOneLineOfPrintableAsciiWithoutPercentSigns() {
    for (var fault : FAULTS) {
      assertThat(fault.reason()).matches("[A-Z]+(_[A-Z]+)*");
      assertThat(fault.message()).matches("[ -~&&[^%]]+\\.");
    }
  }
}
