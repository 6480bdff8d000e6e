package org.mapi.run.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;

/**
 * How one appliance shall run.
 *
 * @param installation where the program lies
 * @param runDirectory where the appliance keeps its state
 * @param host address of the web console
 * @param port port of the web console, 1 to 65535
 * @param load folder watched for bundles, absolute
 * @param stopDeadlineSeconds how long a clean stop may take before the process halts, in seconds
 * @param frameworkProperties what the user adds for framework and bundles
 */
record Settings(Installation installation, RunDirectory runDirectory, String host, int port, Path load, int stopDeadlineSeconds,
        Map<String, String> frameworkProperties) {

    /** Address of the web console's first page. */
    String url() {
        String address = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "http://" + address + ":" + port + "/system/console";
    }

    /** Address of the page to look at first. */
    String page() {
        return url() + "/mapi-flows";
    }

    /** Whether only this machine reaches the web console. */
    boolean isLocal() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
