(** What core/network/loss.hpp computes for two outputs is what the theorems speak of (Code_loss is recorded from it). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Sums Norms loss_constants Code_loss.
Local Open Scope R_scope.

Section Losses.
  Variables o y : vector.

  Ltac entries := cbv [norm_sq dot sum_of sub partition_sum softmax].

  Lemma half_squared_error_value : code_half_squared_error_value o y = loss_value half_squared_error 2 y o.
  Proof. unfold code_half_squared_error_value, loss_value. entries. unfold Rdiv. ring. Qed.

  Lemma half_squared_error_gradient :
    code_half_squared_error_gradient_0 o y = loss_gradient half_squared_error 2 y o 0%nat /\
    code_half_squared_error_gradient_1 o y = loss_gradient half_squared_error 2 y o 1%nat.
  Proof. split; reflexivity. Qed.

  (** The largest output is taken out of the exponentials; min and max then change nothing. *)
  Definition largest : R := Rmax (o 0%nat) (o 1%nat).
  Definition scaled_sum : R := exp (o 0%nat - largest) + exp (o 1%nat - largest).

  Lemma below_largest : Rmin (o 0%nat - largest) 0 = o 0%nat - largest /\ Rmin (o 1%nat - largest) 0 = o 1%nat - largest.
  Proof.
    unfold largest. split; apply Rmin_left; [pose proof (Rmax_l (o 0%nat) (o 1%nat))|pose proof (Rmax_r (o 0%nat) (o 1%nat))];
      lra.
  Qed.

  Lemma scaled_sum_above_1 : 1 <= scaled_sum.
  Proof.
    unfold scaled_sum. pose proof (exp_pos (o 0%nat - largest)). pose proof (exp_pos (o 1%nat - largest)).
    unfold largest, Rmax in *. destruct Rle_dec.
    - rewrite (Rminus_diag_eq (o 1%nat) _ eq_refl), exp_0. lra.
    - rewrite (Rminus_diag_eq (o 0%nat) _ eq_refl), exp_0. lra.
  Qed.

  Lemma scaled_sum_is_partition : partition_sum 2 o = exp largest * scaled_sum.
  Proof.
    unfold scaled_sum. entries. rewrite Rmult_plus_distr_l, <- !exp_plus.
    replace (largest + (o 0%nat - largest)) with (o 0%nat) by ring.
    replace (largest + (o 1%nat - largest)) with (o 1%nat) by ring. ring.
  Qed.

  Lemma softmax_scaled i : exp (o i - largest) / scaled_sum = softmax 2 o i.
  Proof.
    unfold softmax. rewrite scaled_sum_is_partition. replace (exp (o i)) with (exp largest * exp (o i - largest)).
    - pose proof scaled_sum_above_1. field. split; [lra|]. pose proof (exp_pos largest). lra.
    - rewrite <- exp_plus. f_equal; ring.
  Qed.

  Lemma softmax_gradient :
    code_softmax_cross_entropy_gradient_0 o y = loss_gradient softmax_cross_entropy 2 y o 0%nat /\
    code_softmax_cross_entropy_gradient_1 o y = loss_gradient softmax_cross_entropy 2 y o 1%nat.
  Proof.
    unfold code_softmax_cross_entropy_gradient_0, code_softmax_cross_entropy_gradient_1, loss_gradient, sub.
    cbv zeta. fold largest. destruct below_largest as [-> ->]. rewrite Rplus_0_l. fold scaled_sum.
    rewrite (Rmax_left scaled_sum 1) by (pose proof scaled_sum_above_1; lra). now rewrite !softmax_scaled.
  Qed.

  (** The target's entries add up to 1. *)
  Lemma softmax_value :
    y 0%nat + y 1%nat = 1 -> code_softmax_cross_entropy_value o y = loss_value softmax_cross_entropy 2 y o.
  Proof.
    intros Hy. unfold code_softmax_cross_entropy_value, loss_value. cbv zeta. fold largest.
    destruct below_largest as [-> ->]. rewrite Rplus_0_l. fold scaled_sum. pose proof scaled_sum_above_1.
    rewrite Rmax_left, scaled_sum_is_partition, ln_mult, ln_exp by (try apply exp_pos; lra).
    replace (1 + (scaled_sum - 1)) with scaled_sum by ring. entries.
    replace (y 1%nat) with (1 - y 0%nat) by lra. ring.
  Qed.

  (** |e| + ln(1 + (e^(-2|e|) - 1)/2) = ln cosh e *)
  Lemma log_cosh_term e : Rabs e + ln (1 + (exp (-2 * Rabs e) - 1) / 2) = ln (cosh e).
  Proof.
    replace (cosh e) with (cosh (Rabs e)).
    - generalize (Rabs e); intros a. rewrite <- (ln_exp a) at 1. pose proof (exp_pos (-2 * a)).
      rewrite <- ln_mult by (try apply exp_pos; lra). f_equal. unfold cosh.
      replace (exp a * (1 + (exp (-2 * a) - 1) / 2)) with ((exp a + exp a * exp (-2 * a)) / 2) by field.
      rewrite <- exp_plus. do 3 f_equal. ring.
    - unfold Rabs, cosh. destruct (Rcase_abs e); [|easy]. rewrite Ropp_involutive. unfold Rdiv. ring.
  Qed.

  Lemma log_cosh_value : code_log_cosh_value o y = loss_value log_cosh 2 y o.
  Proof. unfold code_log_cosh_value, loss_value. cbv zeta. entries. now rewrite !log_cosh_term. Qed.

  Lemma log_cosh_gradient :
    code_log_cosh_gradient_0 o y = loss_gradient log_cosh 2 y o 0%nat /\
    code_log_cosh_gradient_1 o y = loss_gradient log_cosh 2 y o 1%nat.
  Proof. split; reflexivity. Qed.
End Losses.

Lemma gradient_bounds X Y :
  code_half_squared_error_gradient_bound X Y = loss_gradient_bound half_squared_error 2 X Y /\
  code_softmax_cross_entropy_gradient_bound X Y = loss_gradient_bound softmax_cross_entropy 2 X Y /\
  code_log_cosh_gradient_bound X Y = loss_gradient_bound log_cosh 2 X Y.
Proof. repeat split. Qed.

Lemma smoothness_constants :
  code_half_squared_error_smoothness = loss_smoothness half_squared_error /\
  code_softmax_cross_entropy_smoothness = loss_smoothness softmax_cross_entropy /\
  code_log_cosh_smoothness = loss_smoothness log_cosh.
Proof. repeat split. Qed.
