package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Check;
import factory.pipeline.prove.Proof.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.provider.Arguments;

/** Faults that are planted between the prover and a service, and found. */
final class Faults {
  private Faults() {}

  /** Something between the prover and the service that changes what passes. */
  private record Between(Client service, BiFunction<Client, Request, Answer> changes)
      implements Client {
    @Override
    public Answer send(Request request) throws IOException {
      try {
        return changes.apply(service, request);
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public String lastWords() {
      return "Its log ends with: the last words";
    }

    @Override
    public Optional<Path> data() {
      return service.data();
    }
  }

  static Answer sent(Client client, Request request) {
    try {
      return client.send(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static UnaryOperator<Client> between(BiFunction<Client, Request, Answer> changes) {
    return client -> new Between(client, changes);
  }

  static Arguments fault(String name, Area area, BiFunction<Client, Request, Answer> changes) {
    return Arguments.of(name, area, between(changes));
  }

  static Arguments answers(String name, Area area, BiFunction<Request, Answer, Answer> changes) {
    return fault(name, area, (client, request) -> changes.apply(request, sent(client, request)));
  }

  static Answer status(int from, int to, Answer answer) {
    return answer.status() == from ? new Answer(to, answer.headers(), answer.body()) : answer;
  }

  static Answer body(Answer answer, String pattern, String replacement) {
    return new Answer(
        answer.status(), answer.headers(), answer.body().replaceFirst(pattern, replacement));
  }

  /** A request whose body knows every field. */
  static Request withoutUnknown(Request request) {
    return new Request(
        request.as(),
        request.method(),
        request.path(),
        request.headers(),
        request.body().replaceAll(",?\"not_a_field\":\"[^\"]*\"", ""),
        request.charset());
  }

  static boolean is(Request request, String method, String path) {
    return request.method().equals(method) && request.path().matches(path);
  }

  static void found(Area area, Proof proof) {
    assertThat(proof.holds()).isFalse();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .extracting(Check::area)
        .contains(area);
    assertThat(proof.firstFailure().orElseThrow().evidence()).isNotEmpty();
    assertThat(proof.checks().getFirst().outcome()).isEqualTo(Outcome.FAILED);
  }
}
