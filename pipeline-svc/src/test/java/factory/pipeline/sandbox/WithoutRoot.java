package factory.pipeline.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node that is not root: runs a command in the sandbox that it finds, and ends as it did. */
final class WithoutRoot {
  private WithoutRoot() {}

  /**
   * The folder of this node, the classes that the command may read, and the command; {@code PID} in
   * it stands for this node's.
   */
  public static void main(String[] args) throws Exception {
    var folder = Path.of(args[0]);
    var data = Files.createDirectories(folder.resolve("services/mine/data"));
    var found = Sandbox.find(folder.resolve("run"), 2L << 30);
    if (!(found instanceof Sandbox.Found.Works(var sandbox))) {
      System.out.println("NONE " + found);
      return;
    }
    System.out.println("BOUNDS " + sandbox.bounds());
    var confinement =
        new Confinement(
            List.of(Path.of(System.getProperty("java.home")), Path.of(args[1])),
            List.of(data),
            SandboxTest.NAME);
    var pid = Long.toString(ProcessHandle.current().pid());
    var command =
        List.of(args).subList(2, args.length).stream()
            .map(argument -> argument.equals("PID") ? pid : argument)
            .toList();
    var process =
        new ProcessBuilder(sandbox.command(command, confinement, SandboxTest.BOUNDS))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    var code = process.waitFor();
    sandbox.close();
    System.exit(code);
  }
}
