package factory.chain.evm;

import factory.mesh.Backoff;
import factory.mesh.Fatal;
import factory.mesh.Loop;
import factory.mesh.Pauses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hears of new blocks over a WebSocket, so that nobody has to wait for the next question. A hint
 * only: what it says is not read, and while it is away the questions go on. Connects again by
 * itself, also when it hears nothing for long. Its address may hold a key, so it is in no message.
 */
public final class HeadSocket implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HeadSocket.class.getName());
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** A quiet chain is no reason, but a dead connection looks the same. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private static final String SUBSCRIBE =
      """
      {"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}""";

  private final long chainId;
  private final URI address;
  private final Duration timeout;
  private final Runnable nudge;
  private final HttpClient http;
  private final Loop loop;

  // Of the loop alone.
  private final Pauses pauses = new Pauses(PAUSES);

  private HeadSocket(long chainId, URI address, Duration timeout, Runnable nudge) {
    this.chainId = chainId;
    this.address = address;
    this.timeout = timeout;
    this.nudge = nudge;
    http = HttpClient.newBuilder().connectTimeout(timeout).build();
    loop =
        Loop.named("heads-" + chainId)
            .consequence("new blocks of chain " + chainId + " are seen at the next question")
            .backoff(PAUSES)
            .build(this::listen);
  }

  /**
   * Connects on a thread of its own.
   *
   * @param address begins with ws:// or wss://
   * @param nudge called for whatever is heard; must not wait
   */
  public static HeadSocket start(long chainId, URI address, Duration timeout, Runnable nudge) {
    var socket = new HeadSocket(chainId, address, timeout, nudge);
    socket.loop.start();
    return socket;
  }

  /** One connection to its end. */
  private Duration listen() throws InterruptedException {
    var listener = new Listener();
    try {
      var socket =
          http.newWebSocketBuilder().connectTimeout(timeout).buildAsync(address, listener).join();
      try {
        socket.sendText(SUBSCRIBE, true).join();
        LOG.fine(() -> "chain " + chainId + ": hears of new blocks at once");
        loop.worked();
        pauses.reset();
        // Blocks may have come while nobody listened.
        nudge.run();
        listener.awaitEnd();
      } finally {
        socket.abort();
      }
    } catch (CompletionException e) {
      Fatal.endIfFatal(e);
      // Without the cause, which may tell the address.
      LOG.fine(() -> "chain " + chainId + ": the socket that tells of new blocks is away");
    }
    return pauses.next();
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  private final class Listener implements WebSocket.Listener {
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile long heardNanos = System.nanoTime();

    void awaitEnd() throws InterruptedException {
      while (true) {
        var left = LONGEST_SILENCE.toNanos() - (System.nanoTime() - heardNanos);
        if (left <= 0) {
          return;
        }
        try {
          ended.get(left, TimeUnit.NANOSECONDS);
          return;
        } catch (TimeoutException e) {
          // Something may have been heard meanwhile.
        } catch (ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      heardNanos = System.nanoTime();
      if (last) {
        nudge.run();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.complete(true);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.complete(true);
    }
  }

  @Override
  public void close() {
    // First, as whoever waits for an answer of it is not interrupted.
    http.shutdownNow();
    loop.close();
  }
}
