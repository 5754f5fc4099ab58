(** The orders of operations that core/device has are those whose rounding the theorems speak of: the same roundings of the
    same operands, not only the same real numbers (Code_orders is recorded from it). *)

From Coq Require Import Reals.
From Aimcert Require Import Orders Code_orders.

Lemma plain_order : code_plain_update = plain_update.
Proof. reflexivity. Qed.
Lemma by_sign_order : code_by_sign_update = by_sign_update.
Proof. reflexivity. Qed.
Lemma interpolation_order : code_interpolation_update = interpolation_update.
Proof. reflexivity. Qed.
Lemma from_bound_order : code_from_bound_update = from_bound_update.
Proof. reflexivity. Qed.
Lemma rank_one_order : code_rank_one_entry = rank_one_entry.
Proof. reflexivity. Qed.
Lemma rank_one_fma_order : code_rank_one_entry_fma = rank_one_entry_fma.
Proof. reflexivity. Qed.
Lemma dense_order : code_dense_entry = dense_entry.
Proof. reflexivity. Qed.
Lemma dense_fma_order : code_dense_entry_fma = dense_entry_fma.
Proof. reflexivity. Qed.
