package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What pages and gated calls take while one address has 2,000 event streams open, beside the same
 * without them. Rounds are interleaved. Printed, never asserted; {@code ./factory bench crowd} runs
 * it.
 */
class CrowdBench {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int STREAMS = 2_000;
  private static final int CALLS = 1_000;
  private static final String EVENTS =
      "GET /services/x/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";

  private final Rig rig =
      new Rig(
          Map.of(
              "edge.streams", Integer.toString(STREAMS + 100),
              "edge.streams-per-address", Integer.toString(STREAMS + 100)));
  private final List<Socket> streams = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    leave();
    rig.close();
  }

  private void leave() throws IOException {
    for (var stream : streams) {
      stream.close();
    }
    streams.clear();
  }

  @Test
  void measure() throws Exception {
    try (var echo = rig.echo("books")) {
      var service = "/gateway/" + rig.service(echo) + "/books";
      for (var i = 0; i < 3; i++) {
        took("/");
        took(service);
      }
      double[][] p99 = new double[4][ROUNDS];
      double[][] median = new double[4][ROUNDS];
      for (var round = 0; round < ROUNDS; round++) {
        for (var crowded = 0; crowded < 2; crowded++) {
          if (crowded == 1) {
            arrive();
          }
          for (var kind = 0; kind < 2; kind++) {
            var times = took(kind == 0 ? "/" : service);
            p99[2 * kind + crowded][round] = times[CALLS * 99 / 100] / 1e6;
            median[2 * kind + crowded][round] = times[CALLS / 2] / 1e6;
          }
          leave();
        }
      }
      say(
          "%-34s %12s %12s %12s %12s"
              .formatted("median of the rounds", "p50", "p99", "p50 ratio", "p99 ratio"));
      for (var kind = 0; kind < 2; kind++) {
        for (var crowded = 0; crowded < 2; crowded++) {
          var at = 2 * kind + crowded;
          var name = (kind == 0 ? "a page" : "a gated call");
          say(
              "%-34s %9.2f ms %9.2f ms %11.2fx %11.2fx"
                  .formatted(
                      crowded == 0 ? name : name + ", 2,000 streams open",
                      middle(median[at]),
                      middle(p99[at]),
                      ratio(median, at),
                      ratio(p99, at)));
        }
      }
    }
  }

  /** Of each round's ratio to the round without streams, the median. */
  private static double ratio(double[][] values, int at) {
    var ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> values[at][round] / values[at / 2 * 2][round]);
    return middle(ratios);
  }

  private static double middle(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void arrive() throws IOException {
    for (var i = 0; i < STREAMS; i++) {
      var socket = new Socket("127.0.0.1", rig.port);
      streams.add(socket);
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(EVENTS.getBytes(StandardCharsets.US_ASCII));
    }
    for (var stream : streams) {
      assertThat(new String(stream.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  /** Nanoseconds of calls one after another, each on a connection of its own, sorted. */
  private long[] took(String path) {
    var times = new long[CALLS];
    for (var i = 0; i < CALLS; i++) {
      var before = System.nanoTime();
      assertThat(rig.http.get(path, "X-Wallet-Address: " + Rig.HOLDER).status()).isEqualTo(200);
      times[i] = System.nanoTime() - before;
    }
    Arrays.sort(times);
    return times;
  }

  private static void say(String line) throws IOException {
    System.out.println(line);
    var report = System.getProperty("bench.report", "");
    if (!report.isEmpty()) {
      Files.writeString(Path.of(report), line + "\n", StandardOpenOption.APPEND);
    }
  }
}
