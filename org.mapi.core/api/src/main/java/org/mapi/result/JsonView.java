package org.mapi.result;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows records as what JSON knows: maps, lists, text, numbers, booleans and null, in the order of their components. The one
 * place that decides field names and forms for everything that prints JSON.
 */
public final class JsonView {
    private JsonView() { }

    /**
     * The view of a value.
     *
     * @param value record, collection, map, array of objects, enum, InetAddress, Instant, Duration, Optional, number, text,
     *              boolean or null; anything else is shown by its toString
     * @return maps with text keys, lists, text, numbers, booleans or null
     */
    public static Object of(Object value) {
        return switch (value) {
            case null -> null;
            case Record record -> record(record);
            case Map<?, ?> map -> map(map);
            case Iterable<?> items -> list(items);
            case Object[] items -> list(List.of(items));
            case int[] items -> {
                final List<Object> list = new ArrayList<>();
                for (int item : items) {
                    list.add(item);
                }
                yield list;
            }
            case Optional<?> optional -> of(optional.orElse(null));
            case Double number when number.isNaN() || number.isInfinite() -> null;
            case Number number -> number;
            case Boolean flag -> flag;
            case InetAddress address -> AddressText.of(address);
            case Instant time -> time.toString();
            case Duration time -> time.toString();
            case Enum<?> constant -> constant.name();
            default -> value.toString();
        };
    }

    private static Map<String, Object> record(Record record) {
        final Map<String, Object> view = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                view.put(component.getName(), of(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("record cannot be read: type=" + record.getClass().getName()
                    + ", component=" + component.getName(), e);
            }
        }
        return view;
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        final Map<String, Object> view = new LinkedHashMap<>();
        map.forEach((key, value) -> view.put(String.valueOf(key), of(value)));
        return view;
    }

    private static List<Object> list(Iterable<?> items) {
        final List<Object> view = new ArrayList<>();
        items.forEach(item -> view.add(of(item)));
        return view;
    }
}
