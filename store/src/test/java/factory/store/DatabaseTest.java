package factory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.mesh.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Postgres behind a wire that is cut at a commit. */
@Timeout(60)
class DatabaseTest {
  /** When the wire is cut. */
  private enum Cut {
    BEFORE_COMMIT_ARRIVES,
    AFTER_COMMIT_WAS_DONE
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aCommitThatNobodyAnsweredIsInDoubt(Cut cut) throws Exception {
    var place = TestDatabase.fresh("store_test");
    try (var wire = new Wire(place.url());
        var database =
            Database.open(
                new Database.Place(
                    wire.url(place.url()), place.user(), place.password(), "store_test", 2))) {
      run(database, "CREATE TABLE thing (id INT)");
      wire.cutAt(cut);

      var refused =
          catchThrowableOfType(
              Refused.class, () -> run(database, "INSERT INTO thing (id) VALUES (1)"));
      assertThat(refused.fault().reason()).isEqualTo("STORE_IN_DOUBT");
      assertThat(refused.fault().code()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
      assertThat(refused.fault().message()).contains("may or may not").contains("look");

      wire.mend();
      // Either is possible, which is why it may not be said that nothing was changed.
      assertThat(count(database)).isEqualTo(cut == Cut.AFTER_COMMIT_WAS_DONE ? 1 : 0);
    }
  }

  @Test
  void aConnectionThatIsLostBeforeTheCommitChangedNothing() throws Exception {
    var place = TestDatabase.fresh("store_test");
    try (var wire = new Wire(place.url());
        var database =
            Database.open(
                new Database.Place(
                    wire.url(place.url()), place.user(), place.password(), "store_test", 2))) {
      run(database, "CREATE TABLE thing (id INT)");

      var refused =
          catchThrowableOfType(
              Refused.class,
              () ->
                  database.inTransaction(
                      sql -> {
                        sql.dml("INSERT INTO thing (id) VALUES (1)");
                        wire.cut();
                        return sql.dml("INSERT INTO thing (id) VALUES (2)");
                      }));
      assertThat(refused.fault().reason()).isEqualTo("STORE_UNAVAILABLE");
      assertThat(database.problem()).isNotEmpty();

      wire.mend();
      assertThat(count(database)).isZero();
      assertThat(database.problem()).isEmpty();
    }
  }

  private static void run(Database database, String statement) {
    database.inTransaction(sql -> sql.dml(statement));
  }

  private static long count(Database database) {
    while (true) {
      try {
        return database.inTransaction(
            sql ->
                sql.createGet("SELECT count(*) AS things FROM thing")
                    .execute()
                    .map(row -> Rows.number(row, "things"))
                    .orElseThrow());
      } catch (Refused e) {
        // The pool finds out about one dead connection after another.
        assertThat(e.fault().reason()).isIn("STORE_UNAVAILABLE", "STORE_IN_DOUBT");
      }
    }
  }

  /** A TCP proxy in front of Postgres. */
  private static final class Wire implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile @Nullable Cut cutAt;
    private volatile boolean down;
    private volatile boolean inserted;

    Wire(String url) throws IOException {
      target = URI.create(url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "")).getPort();
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.startVirtualThread(this::accept);
    }

    String url(String url) {
      return url.replaceFirst("localhost", "127.0.0.1")
          .replace(":" + target, ":" + server.getLocalPort());
    }

    void cutAt(Cut when) {
      inserted = false;
      cutAt = when;
    }

    void cut() {
      down = true;
      var all = new ArrayList<>(sockets);
      sockets.clear();
      all.forEach(Wire::close);
    }

    void mend() {
      cutAt = null;
      down = false;
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          var client = server.accept();
          if (down) {
            client.close();
            continue;
          }
          var postgres = new Socket(InetAddress.getLoopbackAddress(), target);
          sockets.add(client);
          sockets.add(postgres);
          Thread.startVirtualThread(() -> pump(client, postgres, true));
          Thread.startVirtualThread(() -> pump(postgres, client, false));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void pump(Socket from, Socket to, boolean toServer) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        var buffer = new byte[64 * 1024];
        for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          var text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          inserted |= !toServer && text.contains("INSERT 0 1\0");
          // After its answer to the statement, the next that Postgres is told is the commit.
          if (toServer && cutAt == Cut.BEFORE_COMMIT_ARRIVES && inserted) {
            cut();
            return;
          }
          // What Postgres says once a commit is done.
          if (!toServer && cutAt == Cut.AFTER_COMMIT_WAS_DONE && text.contains("COMMIT\0")) {
            cut();
            return;
          }
          out.write(buffer, 0, n);
          out.flush();
        }
      } catch (IOException e) {
        // Cut, or closed by either end.
      }
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      cut();
    }
  }
}
