package factory.pipeline.model;

import factory.pipeline.model.ModelFailed.Why;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it comes, for one reading thread: bounded, ended at a deadline, and when
 * it falls silent after its beginning. What ends it is kept, for whoever reads through a library
 * that swallows it.
 */
final class AnswerStream extends InputStream implements BodySubscriber<InputStream> {
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final CompletableFuture<InputStream> body = new CompletableFuture<>();
  private final long deadline;
  private final Duration all;
  private final Duration silence;
  private long left;
  private boolean begun;
  private boolean ended;
  private ByteBuffer part = ByteBuffer.allocate(0);
  private volatile Flow.@Nullable Subscription subscription;
  private volatile @Nullable ModelFailed failed;

  /** What came: bytes, or the end and why. */
  private record Part(ByteBuffer bytes, boolean last, boolean broken) {}

  /**
   * @param all how long the whole of the call may take, from now on
   * @param silence how long it may say nothing once it has begun
   * @param most of bytes
   */
  AnswerStream(Duration all, Duration silence, long most) {
    this.all = all;
    this.deadline = System.nanoTime() + all.toNanos();
    this.silence = silence;
    this.left = most;
  }

  /** Why it ended before its end; null when it did not. */
  @Nullable ModelFailed failed() {
    return failed;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    body.complete(this);
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> some) {
    some.forEach(bytes -> parts.add(new Part(bytes, false, false)));
    var asked = subscription;
    if (asked != null) {
      asked.request(1);
    }
  }

  @Override
  public void onError(Throwable error) {
    parts.add(new Part(ByteBuffer.allocate(0), true, true));
  }

  @Override
  public void onComplete() {
    parts.add(new Part(ByteBuffer.allocate(0), true, false));
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (!part.hasRemaining()) {
      if (ended) {
        return -1;
      }
      take();
    }
    var some = Math.min(length, part.remaining());
    part.get(into, offset, some);
    return some;
  }

  private void take() throws IOException {
    var next = next();
    if (next.broken()) {
      throw end(Why.AWAY, "Its connection broke in the middle of an answer.");
    }
    left -= next.bytes().remaining();
    if (left < 0) {
      throw end(Why.NONSENSE, "Its answer is far longer than it may be.");
    }
    begun |= next.bytes().hasRemaining();
    ended = next.last();
    part = next.bytes();
  }

  private Part next() throws IOException {
    var rest = deadline - System.nanoTime();
    var quiet = begun && silence.toNanos() < rest;
    try {
      var next = parts.poll(quiet ? silence.toNanos() : rest, TimeUnit.NANOSECONDS);
      if (next != null) {
        return next;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new InterruptedIOException();
    }
    throw quiet
        ? end(
            Why.AWAY,
            "It fell silent in the middle of an answer, for %d seconds."
                .formatted(silence.toSeconds()))
        : end(Why.SLOW, "It did not answer within %d seconds.".formatted(all.toSeconds()));
  }

  private IOException end(Why why, String words) {
    failed = new ModelFailed(why, words);
    close();
    return new IOException(words);
  }

  @Override
  public void close() {
    ended = true;
    var asked = subscription;
    if (asked != null) {
      asked.cancel();
    }
  }
}
