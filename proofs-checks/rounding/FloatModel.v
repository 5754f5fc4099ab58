(** What a rounding to nearest does, as far as the rounding theorems need it, and that binary32 and binary64 do it.
    Underflow is gradual (an error of at most η); overflow is left open: nothing is said of operations whose exact
    result is larger than the largest finite number Ω. Flush-to-zero does not satisfy this model (sums of tiny numbers
    would err). *)

From Coq Require Import Reals ZArith Lra Lia.
From Flocq Require Import Core Relative Plus_error.
Local Open Scope R_scope.

Record rounding (u eta omega : R) (F : R -> Prop) (rnd : R -> R) : Prop := {
  unit_is_small : 0 < u <= / 1024;
  eta_is_small : 0 < eta <= u;
  one_is_float : F 1;
  small_in_range : 8 <= omega;
  opp_is_float : forall x, F x -> F (- x);
  rounded_is_float : forall x, Rabs x <= omega -> F (rnd x);
  rounded_float : forall x, F x -> Rabs x <= omega -> rnd x = x;
  rounded_le : forall x y, Rabs x <= omega -> Rabs y <= omega -> x <= y -> rnd x <= rnd y;
  rounded_error : forall x, Rabs x <= omega -> Rabs (rnd x - x) <= u * Rabs x + eta;
  rounded_sum_error : forall x y, F x -> F y -> Rabs (x + y) <= omega ->
    Rabs (rnd (x + y) - (x + y)) <= u * Rabs (x + y);
}.

(** IEEE 754 with `prec` digits and exponents below `emax`. *)
Section Ieee.
Variables prec emax : Z.
Hypothesis precision : (11 <= prec < emax)%Z.

Definition emin := (3 - emax - prec)%Z.
Definition unit_roundoff := bpow radix2 (- prec).
Definition half_smallest := bpow radix2 (emin - 1).
Definition largest := (1 - bpow radix2 (- prec)) * bpow radix2 emax.
Definition float := generic_format radix2 (FLT_exp emin prec).
Definition nearest := round radix2 (FLT_exp emin prec) ZnearestE.
(** An arithmetic that rounds to the nearest even wherever that does not overflow. *)
Definition ieee (rnd : R -> R) := forall x, Rabs x <= largest -> rnd x = nearest x.

#[local] Instance prec_is_positive : Prec_gt_0 prec.
Proof. unfold Prec_gt_0; lia. Qed.

Lemma largest_is_float : float largest.
Proof.
  replace largest with (F2R (Float radix2 (2 ^ prec - 1) (emax - prec))).
  - apply generic_format_FLT. exists (Float radix2 (2 ^ prec - 1) (emax - prec)); simpl; [easy| |unfold emin; lia].
    rewrite Z.abs_eq; [lia|]. assert (0 < 2 ^ prec)%Z by (apply Z.pow_pos_nonneg; lia). lia.
  - unfold F2R, largest. cbn [Fnum Fexp]. rewrite minus_IZR, (IZR_Zpower radix2) by lia.
    rewrite !Rmult_minus_distr_r, <- !bpow_plus, !Rmult_1_l. f_equal; f_equal; lia.
Qed.

Lemma power_is_float e : (emin <= e)%Z -> float (bpow radix2 e).
Proof. intros; apply generic_format_FLT_bpow; [exact prec_is_positive|easy]. Qed.

Lemma unit_roundoff_is_small : 0 < unit_roundoff <= / 1024.
Proof.
  split; [apply bpow_gt_0|]. change (/ 1024) with (/ IZR (2 ^ 10)). unfold unit_roundoff.
  change (/ IZR (2 ^ 10)) with (bpow radix2 (- 10)). apply bpow_le; lia.
Qed.

Lemma nearest_le_largest x : Rabs x <= largest -> Rabs (nearest x) <= largest.
Proof. intros; apply abs_round_le_generic; try easy; [apply FLT_exp_valid, prec_is_positive | apply valid_rnd_N
  | apply largest_is_float]. Qed.

Lemma ieee_is_rounding rnd : ieee rnd -> rounding unit_roundoff half_smallest largest float rnd.
Proof.
  intros I. pose proof unit_roundoff_is_small as Hu.
  assert (V : Valid_exp (FLT_exp emin prec)) by (apply FLT_exp_valid, prec_is_positive).
  assert (Half : / 2 * bpow radix2 (- prec + 1) = unit_roundoff).
  { rewrite bpow_plus. change (bpow radix2 1) with 2. unfold unit_roundoff. lra. }
  constructor.
  - easy.
  - split; [apply bpow_gt_0|]. apply bpow_le. unfold emin; lia.
  - apply (power_is_float 0). unfold emin; lia.
  - unfold largest. fold unit_roundoff. assert (bpow radix2 4 <= bpow radix2 emax) by (apply bpow_le; lia).
    change (bpow radix2 4) with 16 in H. nra.
  - intros; now apply generic_format_opp.
  - intros x Hx. rewrite I by easy. apply generic_format_round; [easy | apply valid_rnd_N].
  - intros x Fx Hx. rewrite I by easy. apply round_generic; [apply valid_rnd_N | easy].
  - intros x y Hx Hy L. rewrite !I by easy. apply round_le; [easy | apply valid_rnd_N | easy].
  - intros x Hx. rewrite I by easy. unfold nearest.
    destruct (error_N_FLT radix2 emin prec prec_is_positive (fun x => negb (Z.even x)) x) as (e & h & He & Hh & _ & E).
    rewrite E. replace (x * (1 + e) + h - x) with (e * x + h) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. rewrite Half in He. apply Rplus_le_compat.
    + apply Rmult_le_compat_r; [apply Rabs_pos | easy].
    + unfold half_smallest, Zminus. rewrite bpow_plus. change (bpow radix2 (- (1))) with (/ 2). lra.
  - intros x y Fx Fy Hs. rewrite I by easy.
    destruct (FLT_plus_error_N_ex radix2 emin prec (fun x => negb (Z.even x)) x y Fx Fy) as (e & He & E).
    unfold nearest. rewrite E. replace ((x + y) * (1 + e) - (x + y)) with (e * (x + y)) by ring.
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
    eapply Rle_trans; [exact He|]. eapply Rle_trans; [apply u_rod1pu_ro_le_u_ro|]. unfold u_ro. lra.
Qed.
End Ieee.

Definition binary32 := ieee 24 128.
Definition binary64 := ieee 53 1024.

Lemma inverse_power n : / 2 ^ n = bpow radix2 (- Z.of_nat n).
Proof. now rewrite bpow_opp, <- IZR_Zpower, pow_IZR by lia. Qed.

Lemma binary32_is_rounding rnd :
  binary32 rnd -> rounding (/ 2 ^ 24) (/ 2 ^ 150) (largest 24 128) (float 24 128) rnd.
Proof. intros I. rewrite !inverse_power. now apply (ieee_is_rounding 24 128). Qed.

Lemma binary64_is_rounding rnd :
  binary64 rnd -> rounding (/ 2 ^ 53) (/ 2 ^ 1075) (largest 53 1024) (float 53 1024) rnd.
Proof. intros I. rewrite !inverse_power. now apply (ieee_is_rounding 53 1024). Qed.
