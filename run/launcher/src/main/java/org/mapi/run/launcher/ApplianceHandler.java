package org.mapi.run.launcher;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.osgi.framework.BundleContext;

/** What the appliance does for one client of its control socket. */
final class ApplianceHandler implements ControlHandler {

    /** How the headline begins where there is no problem. */
    private static final String HEALTHY = "ok;";
    /** How long the installation of a bundle may take before something seems to be wrong with it. */
    private static final Duration INSTALLING = Duration.ofSeconds(3);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Settings settings;
    private final FrameworkHost host;
    private final PrintStream out;
    private final PrintStream err;
    private final Object guard = new Object();
    private GogoShell shell;
    private boolean closed;

    ApplianceHandler(Settings settings, FrameworkHost host, OutputStream out, OutputStream err) {
        this.settings = settings;
        this.host = host;
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, false, StandardCharsets.UTF_8);
    }

    @Override
    public int handle(String verb, String arguments) throws Exception {
        int status = switch (verb) {
            case ControlProtocol.STATUS -> status();
            case ControlProtocol.GOGO -> gogo(arguments);
            default -> {
                err.println("request '" + verb + "' is not known, expected " + ControlProtocol.STATUS + " or "
                        + ControlProtocol.GOGO);
                yield ControlProtocol.BAD_REQUEST;
            }
        };
        out.flush();
        err.flush();
        return status;
    }

    private int status() {
        Instant since = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
        long pid = ProcessHandle.current().pid();
        if (!host.isStarted()) {
            out.println("starting, process " + pid + ", at work: " + host.moving());
            return ControlProtocol.TRY_AGAIN;
        }
        out.println("running, process " + pid + " since " + TIME.format(since));
        out.println("  page     " + settings.page());
        out.println("  load     " + settings.load());
        out.println("  log      " + settings.runDirectory().logs().resolve("mapi.log"));
        out.println("  bundles  " + (host.count() - host.notActive().size()) + " of " + host.count() + " active");
        for (String bundle : host.notActive()) {
            out.println("           not active: " + bundle);
        }
        for (Path jar : host.notInstalled()) {
            out.println("           not installed: " + jar.getFileName() + " in the load folder: "
                    + (LoadFolder.hasChangedSince(jar, Instant.now().minus(INSTALLING))
                    ? "it came a moment ago and is being installed" : "it is no bundle, or the log says why"));
        }
        final String mos = mos();
        out.println("  health   " + overall(health(), mos).replace("\n", "\n           "));
        if (!mos.isEmpty()) {
            out.println("  mos      " + mos.replace("\n", "\n           "));
        }
        return ExitStatus.OK;
    }

    /** Nothing is ok where something of the flow-monitoring stack, which follows, is not. */
    static String overall(String health, String mos) {
        return health.startsWith(HEALTHY) && mos.contains("\n") ? "ok but for mos, see below" + health.substring(2) : health;
    }

    /** What the appliance says of itself: a headline and a line for each problem. */
    private String health() {
        try {
            return shell().execute("mapi:health");
        } catch (Exception e) {
            return "unknown: " + (e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** The same of the flow-monitoring stack; empty where it has nothing to do, or is not there. */
    private String mos() {
        try {
            return shell().execute("mos:health");
        } catch (Exception e) {
            return "";
        }
    }

    private int gogo(String line) throws Exception {
        if (line.isBlank()) {
            return ExitStatus.OK;
        }
        String result = shell().execute(line);
        if (!result.isBlank()) {
            out.println(result);
        }
        return ExitStatus.OK;
    }

    private GogoShell shell() {
        synchronized (guard) {
            if (shell == null) {
                BundleContext context = host.context();
                if (context == null || closed) {
                    throw new UserError("the appliance is not ready for commands");
                }
                shell = GogoShell.open(context, out, err);
            }
            return shell;
        }
    }

    @Override
    public void close() {
        synchronized (guard) {
            closed = true;
            if (shell != null) {
                shell.close();
                shell = null;
            }
        }
    }
}
