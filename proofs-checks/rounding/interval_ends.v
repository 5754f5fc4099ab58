(** Claim    the ends of a DoubleInterval, in binary64 and every such format of p digits: an upper end x + 2^(1-p) |x|, x the
             rounded result r of a product, quotient or root that is normal, is at least r; the rounded sum s = a + b is at
             least a + b where the six operations of TwoSum find no positive error, and s + 2^(1-p) |s| is in any case.
             Lower ends are upper ends of the opposite numbers.
    Source   derived; TwoSum: Knuth, The Art of Computer Programming 2, 4.2.2, Thm B, proved in Flocq
    Assumes  rounding to the nearest even with gradual underflow; no result above the largest finite number (the interval is
             all numbers then), x normal *)

From Coq Require Import Reals ZArith Lra Lia.
From Flocq Require Import Core Plus_error Pff2Flocq.
From Aimcert Require Import FloatModel.
Local Open Scope R_scope.

Section Ends.
Variables prec emax : Z.
Hypothesis precision : (11 <= prec < emax)%Z.
#[local] Instance positive : Prec_gt_0 prec.
Proof. unfold Prec_gt_0; lia. Qed.
#[local] Instance valid : Valid_exp (FLT_exp (emin prec emax) prec).
Proof. apply FLT_exp_valid, positive. Qed.
#[local] Instance monotone : Monotone_exp (FLT_exp (emin prec emax) prec).
Proof. apply FLT_exp_monotone. Qed.

Notation F := (float prec emax).
Notation rnd := (nearest prec emax).

(** 2^(1-p) |x|, which is rounded where it is not normal. *)
Definition widening x := rnd (bpow radix2 (1 - prec) * Rabs x).
Definition smallest_normal := bpow radix2 (emin prec emax + prec - 1).

Lemma nearest_le x y : x <= y -> rnd x <= rnd y.
Proof. intros; apply round_le; [exact valid | apply valid_rnd_N | easy]. Qed.

Lemma nearest_float x : F x -> rnd x = x.
Proof. intros; apply round_generic; [apply valid_rnd_N | easy]. Qed.

Lemma unit_in_the_last_place_le_widening x : smallest_normal <= Rabs x ->
  ulp radix2 (FLT_exp (emin prec emax) prec) x <= widening x.
Proof.
  intros N. rewrite <- (nearest_float (ulp _ _ x)) by (apply generic_format_ulp; typeclasses eauto).
  apply nearest_le. rewrite Rmult_comm. now apply ulp_FLT_le.
Qed.

Theorem widened_end_is_outside r : smallest_normal <= Rabs (rnd r) -> r <= rnd (rnd r + widening (rnd r)).
Proof.
  intros N. assert (Fx : F (rnd r)) by (apply generic_format_round; [exact valid | apply valid_rnd_N]).
  apply Rle_trans with (succ radix2 (FLT_exp (emin prec emax) prec) (rnd r)).
  - apply succ_round_ge_id; [exact valid | apply valid_rnd_N].
  - rewrite <- (nearest_float (succ _ _ _)) by (apply generic_format_succ; [exact valid | exact Fx]).
    apply nearest_le. eapply Rle_trans; [apply succ_le_plus_ulp; exact monotone|].
    apply Rplus_le_compat_l. now apply unit_in_the_last_place_le_widening.
Qed.

(** The error that operator+ computes from a rounded sum. *)
Definition sum_error a b :=
  let sum := rnd (a + b) in
  let of_b := rnd (sum - a) in
  rnd (rnd (a - rnd (sum - of_b)) + rnd (b - of_b)).

Lemma sum_error_is_exact a b : F a -> F b -> rnd (a + b) + sum_error a b = a + b.
Proof.
  intros Fa Fb. unfold sum_error, nearest. apply TwoSum_correct; try easy; try exact positive.
  - lia.
  - unfold emin; lia.
  - intros x. rewrite Z.even_opp, Z.even_add. now destruct (Z.even x).
Qed.

Theorem sum_without_positive_error_is_outside a b : F a -> F b -> sum_error a b <= 0 -> a + b <= rnd (a + b).
Proof. intros Fa Fb N. pose proof (sum_error_is_exact a b Fa Fb). lra. Qed.

Theorem widened_sum_is_outside a b : F a -> F b -> sum_error a b <> 0 -> a + b <= rnd (rnd (a + b) + widening (rnd (a + b))).
Proof.
  intros Fa Fb N. apply widened_end_is_outside.
  assert (P : F (bpow radix2 (prec + emin prec emax))) by (apply (power_is_float prec emax precision); lia).
  assert (L : bpow radix2 (prec + emin prec emax) <= Rabs (a + b)).
  { apply Rnot_lt_le. intros Small. apply N. pose proof (sum_error_is_exact a b Fa Fb) as E.
    rewrite nearest_float in E; [lra|]. apply FLT_format_plus_small; [exact positive | easy | easy | lra]. }
  apply Rle_trans with (bpow radix2 (prec + emin prec emax)).
  - apply bpow_le; lia.
  - apply abs_round_ge_generic; [exact valid | apply valid_rnd_N | exact P | exact L].
Qed.

End Ends.
