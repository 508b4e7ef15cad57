package io.twinstream.local.traffic;

import io.twinstream.local.traffic.Transactions.Transaction;

/** The field of a payment that is the key of its record. */
public enum PaymentKey {
  card_id,
  user_id,
  merchant_id,
  transaction_id;

  String of(Transaction payment) {
    return switch (this) {
      case card_id -> payment.card();
      case user_id -> payment.user();
      case merchant_id -> payment.merchant();
      case transaction_id -> payment.id();
    };
  }
}
