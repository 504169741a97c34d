package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.usage.Journal;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.mesh.Address;
import factory.mesh.MeshChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that went through a real Envoy, counted once each. */
@Tag("slow")
class UsageTest {
  private Rig rig;
  private MeshChannel envoy;
  private AccessBlockingStub access;
  private Echo echo;
  private String service;

  @BeforeEach
  void start() {
    rig = new Rig(Map.of());
    envoy =
        MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor());
    access = AccessGrpc.newBlockingStub(envoy.channel());
    echo = rig.echo("books");
    service = rig.service(echo);
  }

  @AfterEach
  void stop() {
    envoy.close();
    echo.close();
    rig.close();
  }

  private int call(String wallet, String path) {
    return rig.http.get("/gateway/" + service + path, "X-Wallet-Address: " + wallet).status();
  }

  private List<Usage> usage() {
    return access
        .listUsage(ListUsageRequest.newBuilder().setServiceId(service).build())
        .getUsageList();
  }

  private long calls() {
    return usage().stream().mapToLong(Usage::getCalls).sum();
  }

  @Test
  void admittedCallsAreCountedWithTheirEndsAndOthersAreNot() {
    Await.until("the first call is counted", () -> calls() >= 1);
    var before = calls();
    for (var i = 0; i < 10; i++) {
      assertThat(call(Rig.HOLDER, "/books")).isEqualTo(200);
      assertThat(call(Rig.NOBODY, "/books")).isEqualTo(403);
      assertThat(call(Rig.HOLDER, "/health")).isEqualTo(200);
    }
    rig.http.send(
        "POST", "/gateway/" + service + "/books", "12345", "X-Wallet-Address: " + Rig.HOLDER);
    Await.until("all are counted", () -> calls() == before + 11);
    var row = usage().getFirst();
    assertThat(row.getWallet()).isEqualTo(Rig.HOLDER);
    assertThat(row.getHttpStatus()).isEqualTo(200);
    assertThat(row.getRequestBytes()).isEqualTo(5);
    assertThat(row.getResponseBytes()).isGreaterThan(100 * row.getCalls());
    assertThat(usage()).hasSize(1);
  }

  @Test
  void anotherGatewayCountsWhatAKilledOneHadAdmitted() {
    Await.until("the first call is counted", () -> calls() >= 1);
    var before = calls();
    for (var i = 0; i < 50; i++) {
      call(Rig.HOLDER, "/books");
    }
    rig.edge.close();
    rig.startEdgeAgain();
    Await.until("a call passes again", () -> call(Rig.HOLDER, "/health") == 200);
    Await.until("balances are back", () -> call(Rig.HOLDER, "/books") == 200);
    Await.until("what was settled is counted", () -> calls() > before);
    rig.edge.close();
    // What Envoy could not tell while nobody listened is open still: unknown later, never lost.
    int open;
    try (var journal = Journal.open(rig.folder.resolve("journal"), 4, 16_384)) {
      open = journal.open();
    }
    rig.startEdgeAgain();
    Await.until("it answers", () -> call(Rig.HOLDER, "/books") == 200);
    Await.until("all are counted, none twice", () -> calls() + open == before + 52);
  }
}
