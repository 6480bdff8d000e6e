package org.mapi.stdflib.anon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mapi.MapiException;
import org.mapi.testkit.FunctionHarness;

class RuleTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"'';7001;protocol", "ip,SRC_IP,ZERO;7001;protocol", "IP;7002;field",
        "IP,SRC_PORT,ZERO;7002;field",
        "UDP,FLAGS,ZERO;7002;field", "TCP,HOST,ZERO;7002;field", "ICMP,SRC_PORT,ZERO;7002;field", "IP,SRC_IP;7003;function",
        "IP,SRC_IP,NOTHING;7003;function", "IP,VERSION,ZERO;7003;function", "IP,IHL,RANDOM;7003;function",
        "IP,TTL,PREFIX_PRESERVING;7003;function", "TCP,PAYLOAD,MAP;7003;function", "IP,OPTIONS,MAP;7003;function",
        "IP,TTL,STRIP,1;7003;function", "IP,TTL,REPLACE,x;7003;function", "IP,TTL,CHECKSUM_ADJUST;7003;function",
        "IP,TTL,REGEXP,a,0;7003;function", "IP,TTL,ZERO,1;7004;parameters", "TCP,PAYLOAD,STRIP;7004;parameters",
        "TCP,PAYLOAD,STRIP,-1;7004;parameters", "TCP,PAYLOAD,STRIP,x;7004;parameters", "TCP,PAYLOAD,HASHED;7004;parameters",
        "TCP,PAYLOAD,HASHED,MD4;7004;parameters", "TCP,PAYLOAD,HASHED,MD5,NONE;7004;parameters",
        "IP,TTL,MAP_DISTRIBUTION,UNIFORM,5,4;7004;parameters", "IP,TTL,MAP_DISTRIBUTION,POISSON,5,4;7004;parameters",
        "IP,TTL,MAP_DISTRIBUTION,UNIFORM,5;7004;parameters", "IP,TTL,PATTERN_FILL,INTEGER,x;7004;parameters",
        "IP,TTL,PATTERN_FILL,STR;7004;parameters", "TCP,PAYLOAD,REPLACE;7004;parameters",
        "TCP,PAYLOAD,REPLACE,a b;7004;parameters",
        "TCP,PAYLOAD,REGEXP,(;7004;parameters", "TCP,PAYLOAD,REGEXP,(a),2,x,y;7004;parameters",
        "TCP,PAYLOAD,REGEXP,(a),1;7004;parameters", "TCP,PAYLOAD,REGEXP,((a{99}){99}){99},2,x,y;7004;parameters"})
    void shouldRefuseWrongRulesByNumberAndName(String rule, int number, String name) {
        assertThatThrownBy(() -> new FunctionHarness().start(new Anonymize(), rule)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.number()).as(e.getMessage()).isEqualTo(number)).hasMessageContaining(name);
    }

    @ParameterizedTest
    @EnumSource(RuleField.class)
    void shouldKnowEveryFieldOfTheOriginal(RuleField field) {
        for (RuleProtocol protocol : RuleProtocol.values()) {
            if (field.group().allowed(protocol)) {
                assertThatCode(() -> new FunctionHarness().start(new Anonymize(), protocol + "," + field + ",UNCHANGED"))
                    .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void shouldTellTheKeyInNoMessage() {
        assertThatThrownBy(() -> new FunctionHarness().start(new Anonymize(), "IP,SRC_IP,PREFIX_PRESERVING", "my secret"))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7002))
            .message().doesNotContain("secret").contains("argument 2 (key) is too short: the text has 9 bytes");
    }
}
