package org.mapi.console.webconsole;

import com.fasterxml.jackson.jr.ob.JSON;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.mapi.MapiException;
import org.mapi.result.JsonView;

/** A page whose content is the JSON of one part of the appliance: {@code <label>} is the page, {@code <label>.json} the data. */
abstract class MapiPage extends AbstractServlet {
    private final String label;

    MapiPage(String label) {
        this.label = label;
    }

    /** What the page shows, as records, maps and lists. */
    abstract Object content();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        final String path = request.getPathInfo();
        if (path != null && path.endsWith(".json")) {
            json(response);
        } else {
            // Bundles are built with a fixed time stamp: a browser would go on with the script of an older version.
            response.setHeader("Cache-Control", "no-store");
            super.doGet(request, response);
        }
    }

    private void json(HttpServletResponse response) throws IOException {
        setNoCache(response);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        Object content;
        try {
            content = JsonView.of(content());
        } catch (MapiException e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            content = Map.of("error", e.error().name(), "number", e.number(), "message", e.getMessage());
        }
        response.getWriter().write(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(content));
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().write(readTemplateFile("/res/page.html").replace("${page}", label));
    }

    /** Called by the console for {@code /<label>/res/...}. */
    @Override
    protected URL getResource(String path) {
        final String prefix = "/" + label + "/res/";
        final String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        return name.matches("[a-z]+\\.(js|css)") ? MapiPage.class.getResource("/res/" + name) : null;
    }
}
