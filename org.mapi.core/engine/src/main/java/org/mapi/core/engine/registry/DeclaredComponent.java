package org.mapi.core.engine.registry;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A component description as the build tools write them from the annotations (OSGI-INF/*.xml), as far as it matters for using
 * the component without a framework.
 *
 * @param implementation class name, or empty when the description tells none
 * @param services       names of the service interfaces
 * @param properties     properties: String, or List of String where several values are given; other types as text
 * @param references     interfaces of the services it needs
 */
record DeclaredComponent(String implementation, List<String> services, Map<String, Object> properties,
                         List<String> references) {
    private static XMLInputFactory factory;

    DeclaredComponent {
        services = List.copyOf(services);
        properties = Map.copyOf(properties);
        references = List.copyOf(references);
    }

    /**
     * Reads a description; one component, the first.
     *
     * @throws XMLStreamException when it is no XML
     */
    static DeclaredComponent read(InputStream xml) throws XMLStreamException {
        final XMLStreamReader reader = factory().createXMLStreamReader(xml);
        try {
            return read(reader);
        } finally {
            reader.close();
        }
    }

    /** A new one for each jar's fifty descriptions would cost a command a hundredth of a second. */
    private static synchronized XMLInputFactory factory() {
        if (factory == null) {
            factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        }
        return factory;
    }

    private static DeclaredComponent read(XMLStreamReader reader) throws XMLStreamException {
        String implementation = "";
        final List<String> services = new ArrayList<>();
        final Map<String, Object> properties = new HashMap<>();
        final List<String> references = new ArrayList<>();
        while (reader.hasNext()) {
            final int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("component")) {
                break;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (reader.getLocalName()) {
                case "implementation" -> implementation = attribute(reader, "class");
                case "provide" -> services.add(attribute(reader, "interface"));
                case "reference" -> references.add(attribute(reader, "interface"));
                case "property" -> property(reader, properties);
                default -> { }
            }
        }
        return new DeclaredComponent(implementation, services, properties, references);
    }

    private static void property(XMLStreamReader reader, Map<String, Object> properties) throws XMLStreamException {
        final String name = attribute(reader, "name");
        final String value = reader.getAttributeValue(null, "value");
        if (value != null) {
            properties.put(name, value);
            return;
        }
        final List<String> lines = reader.getElementText().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        properties.put(name, lines);
    }

    private static String attribute(XMLStreamReader reader, String name) {
        final String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
