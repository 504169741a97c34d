package factory.pipeline.job;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import factory.mesh.Caller;
import factory.mesh.Faults;
import factory.mesh.Refused;
import factory.store.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What each request id stands for: one request with all its fields, of one method and one caller.
 * The same id with anything else is refused, so that nobody takes the outcome of another request
 * for that of theirs. That a request has one effect is up to whoever serves it.
 */
public final class RequestIds {
  private final RequestIdStore store;

  /** Kept in the node's schema. */
  public RequestIds(Database database) {
    store = new RequestIdStore(database);
  }

  /**
   * A request under its id.
   *
   * @param id null when the caller gave none
   * @param fingerprint SHA-256 in hex of the method, the caller and every field
   */
  record Request(@Nullable String id, String fingerprint) {
    static Request of(@Nullable String id, Message request, Caller caller) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        // A request type is of one method.
        digest.update(utf8(request.getDescriptorForType().getFullName() + "\n"));
        digest.update(utf8(caller.wallet().orElse("") + "\n"));
        digest.update(bytes(request));
        return new Request(id, HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Maps in one order: the same fields are the same bytes. */
    private static byte[] bytes(Message request) {
      var bytes = new ByteArrayOutputStream(request.getSerializedSize());
      try {
        var out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        request.writeTo(out);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  /**
   * Does the work of a request; its id may be used for another one when nothing came of it.
   *
   * @throws Refused REQUEST_ID_REUSED when the id stands for another request
   */
  <T> T once(Request request, Supplier<T> work) {
    var claimed = claim(request);
    try {
      return work.get();
    } catch (Refused e) {
      if (claimed && !Faults.isTransient(e)) {
        release(request);
      }
      throw e;
    }
  }

  /**
   * @return whether the id stands for this request from now on, and did for none before
   * @throws Refused REQUEST_ID_REUSED when it stands for another one
   */
  private boolean claim(Request request) {
    var id = request.id();
    if (id == null) {
      return false;
    }
    var before = store.claim(id, request.fingerprint());
    if (before.filter(other -> !other.equals(request.fingerprint())).isPresent()) {
      throw new Refused(new JobFault.RequestIdReused());
    }
    return before.isEmpty();
  }

  private void release(Request request) {
    var id = request.id();
    if (id != null) {
      store.release(id, request.fingerprint());
    }
  }
}
