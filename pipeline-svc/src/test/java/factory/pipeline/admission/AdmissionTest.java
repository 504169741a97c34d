package factory.pipeline.admission;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Refused;
import factory.store.Database;
import factory.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Places for services: as many as fit, in whatever order they are asked for. */
@Tag("slow")
class AdmissionTest {
  private static final Optional<String> OWNER = Optional.of("0x" + "0a".repeat(20));
  private static final Optional<String> OTHER = Optional.of("0x" + "0b".repeat(20));

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Clock clock = clock();
  private final Database database = Database.open(TestDatabase.fresh("pipeline"));

  private Clock clock() {
    InstantSource source = now::get;
    return source.withZone(ZoneOffset.UTC);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Admission admission(int services, int perOwner) {
    return new Admission(
        database,
        clock,
        Optional.empty(),
        new Admission.Limits(services * Admission.SERVICE_BYTES + 1, perOwner));
  }

  private static Refused refusal(ThrowingCallable call) {
    var refused = Assertions.catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    return refused;
  }

  private void later(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  @Test
  void ofManyAtOnceAsManyAsFitGetAPlaceAndTheOthersHearWhy() throws Exception {
    var admission = admission(7, 100);
    List<Callable<Boolean>> ideas = new ArrayList<>();
    for (var i = 0; i < 12; i++) {
      ideas.add(
          () -> {
            try {
              admission.admit(UUID.randomUUID(), OWNER);
              return true;
            } catch (Refused e) {
              assertThat(e.fault().reason()).isEqualTo("NODE_FULL");
              return false;
            }
          });
    }

    var admitted = 0;
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : all.invokeAll(ideas)) {
        admitted += one.get() ? 1 : 0;
      }
    }

    assertThat(admitted).isEqualTo(7);
    assertThat(admission.usage().all()).isEqualTo(7);
    assertThat(refusal(() -> admission.check(OTHER)).fault().metadata())
        .isEqualTo(
            Map.of(
                "services",
                "7",
                "memory_bytes",
                Long.toString(7 * Admission.SERVICE_BYTES + 1),
                "setting",
                "pipeline.memory"));
  }

  @Test
  void anOwnerHasSoManyAndOthersHaveTheirs() {
    var admission = admission(10, 2);
    admission.admit(UUID.randomUUID(), OWNER);
    admission.admit(UUID.randomUUID(), OWNER);

    assertThat(refusal(() -> admission.check(OWNER)).fault().reason())
        .isEqualTo("SERVICES_PER_OWNER_EXCEEDED");
    assertThat(refusal(() -> admission.admit(UUID.randomUUID(), OWNER)).fault().metadata())
        .containsEntry("services", "2");
    admission.admit(UUID.randomUUID(), OTHER);
    for (var i = 0; i < 3; i++) {
      // Nobody's are the operators', who are bounded by the node alone.
      admission.admit(UUID.randomUUID(), Optional.empty());
    }
  }

  @Test
  void aServiceHasItsPlaceAlready() {
    var admission = admission(1, 1);
    var service = UUID.randomUUID();
    admission.admit(service, OWNER);
    admission.admit(service, OWNER);

    assertThat(admission.usage().all()).isEqualTo(1);
  }

  @Test
  void aPlaceIsFreeAgainWhenNothingCameOfItAndHeldForWhatRuns() {
    var admission = admission(2, 2);
    var failed = UUID.randomUUID();
    var working = UUID.randomUUID();
    admission.admit(failed, OWNER);
    admission.admit(working, OWNER);
    job(failed, "FAILED");
    job(working, "RUNNING");
    later(Duration.ofSeconds(59));
    assertThat(admission.usage().all()).isEqualTo(2);

    later(Duration.ofSeconds(2));

    assertThat(admission.usage().all()).isEqualTo(1);
    admission.admit(UUID.randomUUID(), OWNER);
    assertThat(refusal(() -> admission.admit(failed, OWNER)).fault().reason())
        .isEqualTo("SERVICES_PER_OWNER_EXCEEDED");
  }

  @Test
  void whereNothingRunsNothingIsAdmitted() {
    var none =
        new Admission(
            database,
            clock,
            Optional.of("bubblewrap is missing"),
            new Admission.Limits(1L << 30, 1));

    var fault = refusal(() -> none.admit(UUID.randomUUID(), OWNER)).fault();
    assertThat(fault.reason()).isEqualTo("SANDBOX_MISSING");
    assertThat(fault.metadata())
        .isEqualTo(Map.of("why", "bubblewrap is missing", "setting", "pipeline.unsandboxed"));
    assertThat(refusal(() -> none.check(OWNER)).fault()).isEqualTo(fault);
  }

  private void job(UUID service, String state) {
    var _ =
        database.inTransaction(
            sql ->
                sql.createUpdate(
                        """
                        INSERT INTO jobs (id, service_id, kind, state, auto, flow_version, owner, created_at,
                          updated_at)
                        VALUES (:id, :service, 'GENERATE', :state, false, 1, '', now(), now())
                        """)
                    .addParam("id", UUID.randomUUID())
                    .addParam("service", service)
                    .addParam("state", state)
                    .execute());
  }
}
