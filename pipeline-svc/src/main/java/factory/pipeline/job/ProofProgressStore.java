package factory.pipeline.job;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import factory.pipeline.v1.ProofProgress;
import factory.store.Database;
import java.util.UUID;

/** The SQL of how far proofs are. */
public final class ProofProgressStore {
  private final Database database;

  /** Over the node's schema. */
  public ProofProgressStore(Database database) {
    this.database = database;
  }

  /** What was seen so far by the step of a job that runs; nothing of one that ended. */
  public void tell(UUID job, ProofProgress progress) {
    var json = json(progress);
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE steps SET proof = :proof
                    WHERE job_id = :job AND name = 'prove' AND state = 'RUNNING'
                    """)
                .addParam("proof", json)
                .addParam("job", job)
                .execute());
  }

  private static String json(ProofProgress progress) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(progress);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As it was told. */
  static ProofProgress read(String json) {
    var progress = ProofProgress.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, progress);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a proof's progress that cannot be read", e);
    }
    return progress.build();
  }
}
