package io.twinstream.local.traffic;

import io.twinstream.features.event.Reason;
import io.twinstream.local.traffic.Transactions.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** The kinds of corrupt payments, with the reason of the expected dead letter. */
enum BadRecord {
  TRUNCATED(Reason.MALFORMED) {
    @Override
    byte[] spoil(Transaction good) {
      byte[] bytes = good.bytes();
      return Arrays.copyOf(bytes, bytes.length / 2);
    }
  },
  EMPTY(Reason.MALFORMED) {
    @Override
    byte[] spoil(Transaction good) {
      return new byte[0];
    }
  },
  NOT_UTF8(Reason.MALFORMED) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withKeys("c\u00e9", good.user(), good.merchant())
          .json()
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  },
  NOT_AN_OBJECT(Reason.MALFORMED) {
    @Override
    byte[] spoil(Transaction good) {
      return ("[" + good.json() + "]").getBytes(StandardCharsets.UTF_8);
    }
  },
  TEXT_AS_AMOUNT(Reason.WRONG_TYPE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withAmount("\"a lot\"").bytes();
    }
  },
  NAN(Reason.WRONG_TYPE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withAmount("\"NaN\"").bytes();
    }
  },
  INFINITE(Reason.WRONG_TYPE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withAmount("\"Infinity\"").bytes();
    }
  },
  HUGE_AMOUNT(Reason.OUT_OF_RANGE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withAmount("1e18").bytes();
    }
  },
  FRACTIONS_OF_CENTS(Reason.EXCESS_DIGITS) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withAmount("12.345").bytes();
    }
  },
  NO_TIME(Reason.MISSING_FIELD) {
    @Override
    byte[] spoil(Transaction good) {
      return good.json().replace("\"timestamp\"", "\"time\"").getBytes(StandardCharsets.UTF_8);
    }
  },
  EMPTY_ID(Reason.MISSING_FIELD) {
    @Override
    byte[] spoil(Transaction good) {
      return good.json().replace(good.id(), "").getBytes(StandardCharsets.UTF_8);
    }
  },
  NO_KEYS(Reason.MISSING_KEY) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withKeys(null, "", null).bytes();
    }
  },
  AHEAD(Reason.FUTURE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withTime(good.time().plus(Duration.ofDays(2))).bytes();
    }
  },
  YESTERYEAR(Reason.LATE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withTime(good.time().minus(Duration.ofDays(400))).bytes();
    }
  },
  BEFORE_1970(Reason.LATE) {
    @Override
    byte[] spoil(Transaction good) {
      return good.withTime(Instant.parse("1969-07-20T20:17:40Z")).bytes();
    }
  };

  private final Reason reason;

  BadRecord(Reason reason) {
    this.reason = reason;
  }

  /** Returns the reason for which the pipeline should refuse it. */
  Reason reason() {
    return reason;
  }

  /** Returns the bytes of a payment that is corrupted in this way. */
  abstract byte[] spoil(Transaction good);
}
