package lookalike;

import java.io.IOException;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.LocalNode;
import org.elasticsearch.node.Node;

/** Starts one node with the settings given as name=value, and ends with its standard input. */
public final class LocalServer {

    private LocalServer() {}

    public static void main(String[] arguments) throws IOException {
        try {
            start(arguments);
        } catch (Throwable error) {
            error.printStackTrace();
            System.err.println("failed: " + root(error));
            // Threads of the half-built node would keep the process alive.
            Runtime.getRuntime().halt(1);
        }
        System.out.println("ready");
        // Whoever started us holds the other end: it closes however that process dies.
        while (System.in.read() != -1) {
            // Nothing is ever said on it.
        }
        System.exit(0);
    }

    private static void start(String[] arguments) throws Exception {
        LogConfigurator.configureESLogging();
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        Environment environment =
            InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), null, () -> "local");
        Node node = new LocalNode(environment);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
    }

    private static Throwable root(Throwable error) {
        return error.getCause() == null ? error : root(error.getCause());
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (IOException error) {
            System.err.println("not closed cleanly: " + error);
        }
    }
}
