package factory.pipeline.deploy;

import java.nio.file.Path;

/**
 * Where a process of a service is on this machine.
 *
 * @param name of its control group, and of what is its own
 * @param socketDir the folder of its socket alone
 * @param folder of its data and its log
 */
record Seat(String name, Path socketDir, Path folder) {
  Path socket() {
    return socketDir.resolve("sock");
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("service.log");
  }
}
