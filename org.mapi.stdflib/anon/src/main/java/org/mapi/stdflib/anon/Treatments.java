package org.mapi.stdflib.anon;

/** Makes the treatment that a rule asks for. */
final class Treatments {
    private Treatments() { }

    /**
     * Checks a rule's parameters.
     *
     * @throws org.mapi.MapiException MFUNCT_INVALID_ARGUMENT_4
     */
    static void check(Rule rule, byte[] key) {
        switch (rule.function()) {
            case MAP_DISTRIBUTION -> new DistributionTreatment(rule, null, null);
            case STRIP -> new StripTreatment(rule);
            case HASHED -> HashTreatment.of(rule, key);
            case PATTERN_FILL -> FillTreatment.of(rule);
            case REPLACE -> new ReplaceTreatment(rule);
            case REGEXP -> new RegexpTreatment(rule);
            default -> rule.parameters(0, "nothing, " + rule.function() + " has no parameters");
        }
    }

    /**
     * The treatment; the rule has been checked.
     *
     * @param tables of the flow; null unless the function is MAP or PREFIX_PRESERVING_MAP
     */
    static Treatment of(Rule rule, byte[] key, FlowTables tables) {
        return switch (rule.function()) {
            case UNCHANGED, CHECKSUM_ADJUST -> new NoTreatment();
            case MAP -> new MapTreatment(table(rule.field(), tables), wide(rule.field(), tables));
            case MAP_DISTRIBUTION -> new DistributionTreatment(rule, new MappingTable(),
                rule.field().isAddress() ? new MappingTable() : null);
            case STRIP -> new StripTreatment(rule);
            case RANDOM -> new RandomTreatment(false);
            case FILENAME_RANDOM -> new RandomTreatment(true);
            case HASHED -> HashTreatment.of(rule, key);
            case PATTERN_FILL -> FillTreatment.of(rule);
            case ZERO -> FillTreatment.zero();
            case REPLACE -> new ReplaceTreatment(rule);
            case PREFIX_PRESERVING -> new PrefixTreatment(key);
            case PREFIX_PRESERVING_MAP -> new PrefixTreatment(tables.key());
            case REGEXP -> new RegexpTreatment(rule);
        };
    }

    private static MappingTable wide(RuleField field, FlowTables tables) {
        return field.isAddress() ? tables.table(FlowTables.Kind.WIDE_ADDRESS) : null;
    }

    private static MappingTable table(RuleField field, FlowTables tables) {
        return tables.table(switch (field) {
            case SRC_IP, DST_IP -> FlowTables.Kind.ADDRESS;
            case SRC_PORT, DST_PORT -> FlowTables.Kind.PORT;
            case SEQUENCE_NUMBER, ACK_NUMBER, FLOW -> FlowTables.Kind.WORD;
            case TTL, TOS, IP_PROTO, OFFSET_AND_RESERVED, FLAGS, TYPE, CODE -> FlowTables.Kind.BYTE;
            default -> FlowTables.Kind.HALF;
        });
    }
}
