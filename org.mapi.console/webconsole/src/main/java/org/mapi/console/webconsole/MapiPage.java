package org.mapi.console.webconsole;

import com.fasterxml.jackson.jr.ob.JSON;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.mapi.MapiException;
import org.mapi.result.JsonView;

/**
 * A page whose content is the JSON of one part of the appliance: {@code <label>} is the page, {@code <label>.json} the data. The
 * script {@code res/<label without "mapi-">.js} shows the data.
 */
abstract class MapiPage extends AbstractServlet {
    private static final String PREFIX = "mapi-";

    private final String label;

    MapiPage(String label) {
        this.label = label;
    }

    /**
     * What the page shows, as records, maps and lists.
     *
     * @throws MapiException when the engine has ended
     */
    abstract Object content(ListQuery query);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        final String path = request.getPathInfo();
        // Nothing here is ever taken for another type than it says.
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (path != null && path.endsWith(".json")) {
            json(request, response);
        } else {
            // Bundles are built with a fixed time stamp: a browser would go on with the script of an older version.
            response.setHeader("Cache-Control", "no-store");
            super.doGet(request, response);
        }
    }

    private void json(HttpServletRequest request, HttpServletResponse response) throws IOException {
        setNoCache(response);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        Object content;
        try {
            final ListQuery query = new ListQuery(request);
            content = JsonView.of(content(query));
            if (query.total() >= 0) {
                response.setHeader("X-Total-Count", String.valueOf(query.total()));
            }
        } catch (IllegalArgumentException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            content = error("BAD_REQUEST", null, e);
        } catch (MapiException e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            content = error(e.error().name(), e.number(), e);
        }
        response.getWriter().write(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(content));
    }

    private static Map<String, Object> error(String name, Integer number, RuntimeException cause) {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("error", name);
        view.put("number", number);
        view.put("message", cause.getMessage());
        return view;
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().write(readTemplateFile("/res/page.html").replace("${page}", label)
            .replace("${script}", label.substring(PREFIX.length())));
    }

    /** Called by the console for {@code /<label>/res/...}. */
    @Override
    protected URL getResource(String path) {
        final String prefix = "/" + label + "/res/";
        final String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        return name.matches("[a-z]+\\.(js|css)") ? MapiPage.class.getResource("/res/" + name) : null;
    }
}
