(** Claim    the weight stays in the dynamic range [low, high], for every w in it, exactly if d q+(low) <= high - low
             and -d q-(high) <= high - low; families with the condition on d: asymmetric linear |d| <= τ; linear step
             tau_min <= d <= tau_max; shifted linear -τ <= d (1-c) and d (1+c) <= τ; power |d| 2^γ <= 2τ; exponential
             |d| (e^γ + 1) <= 2τ; the two-sided ones d q+(tau_min), -d q-(tau_max) <= tau_max - tau_min
    For      bounded_weights
    Source   derived for RF and EX 21-26; AP Prop. 1 is the asymmetric linear device with w0 = 0
    Assumes  low < high, q± >= 0 below their chords on the range, q+(w) (high - low) <= q+(low) (high - w) and
             q-(w) (high - low) <= q-(high) (w - low), which each family satisfies with the signs of its parameters
             as in its theorem
    Derived  q+(w) <= s (high - w), q-(w) <= s (w - low) and |d| s <= 1 suffice for any q± >= 0
    Fails    |d| <= τ does not suffice for shifted linear (c = 1/2), power (γ = 2), exponential (any γ > 0); no d <> 0
             keeps an ideal response in any range *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device Responses update_forms_agree.
Local Open Scope R_scope.

(** U(w,d) stays in the range from everywhere in it. *)
Definition keeps_range (low high : R) (q_plus q_minus : R -> R) (d : R) : Prop :=
  forall w, low <= w <= high -> low <= update q_plus q_minus w d <= high.

Section Range.
  Variables (low high : R) (q_plus q_minus : R -> R).
  Hypothesis nonempty : low < high.

  Theorem bounded_weights_families_slope (s_plus s_minus d : R) :
    (forall w, low <= w <= high -> 0 <= q_plus w <= s_plus * (high - w)) ->
    (forall w, low <= w <= high -> 0 <= q_minus w <= s_minus * (w - low)) ->
    d * s_plus <= 1 -> - d * s_minus <= 1 -> keeps_range low high q_plus q_minus d.
  Proof.
    intros Hp Hm Hdp Hdm w Hw. specialize (Hp w Hw). specialize (Hm w Hw).
    rewrite update_forms_agree. unfold update_by_sign. destruct (Rlt_dec d 0); nra.
  Qed.

  Theorem bounded_weights_families (d : R) :
    below_chord_to_high low high q_plus -> below_chord_to_low low high q_minus ->
    keeps_range low high q_plus q_minus d <->
    d * q_plus low <= high - low /\ - d * q_minus high <= high - low.
  Proof.
    intros Hp Hm. split.
    - intros K. destruct (Hp low ltac:(lra)) as [Hp0 _]. destruct (Hm high ltac:(lra)) as [Hm0 _].
      pose proof (K low ltac:(lra)) as Kl. pose proof (K high ltac:(lra)) as Kh.
      rewrite update_forms_agree in Kl, Kh. unfold update_by_sign in Kl, Kh. destruct (Rlt_dec d 0); split; nra.
    - intros [Hdp Hdm]. set (s q := q / (high - low)).
      assert (E : forall q, s q * (high - low) = q) by (intros; unfold s; field; lra).
      apply (bounded_weights_families_slope (s (q_plus low)) (s (q_minus high))).
      + intros w Hw. destruct (Hp w Hw) as [H0 H]. split; [easy|]. apply (Rmult_le_reg_r (high - low)); [lra|].
        rewrite Rmult_assoc, (Rmult_comm (high - w)), <- Rmult_assoc, E. easy.
      + intros w Hw. destruct (Hm w Hw) as [H0 H]. split; [easy|]. apply (Rmult_le_reg_r (high - low)); [lra|].
        rewrite Rmult_assoc, (Rmult_comm (w - low)), <- Rmult_assoc, E. easy.
      + apply (Rmult_le_reg_r (high - low)); [lra|]. rewrite Rmult_assoc, E. lra.
      + apply (Rmult_le_reg_r (high - low)); [lra|]. rewrite Rmult_assoc, E. lra.
  Qed.
End Range.

(** |d| c <= b, by the sign of d. *)
Lemma both_directions (d c b : R) : 0 <= c -> (d * c <= b /\ - d * c <= b) <-> Rabs d * c <= b.
Proof. intros Hc. split; unfold Rabs; destruct (Rcase_abs d); [| |intros; split|intros; split]; nra. Qed.

Theorem bounded_weights_ald (tau w0 d : R) :
  0 < tau -> keeps_range (w0 - tau) (w0 + tau) (ald_plus tau w0) (ald_minus tau w0) d <-> Rabs d <= tau.
Proof.
  intros Ht. destruct (ald_below_chord tau w0 Ht) as [Hp Hm].
  rewrite bounded_weights_families by (easy || lra). unfold ald_plus, ald_minus.
  replace (1 - (w0 - tau - w0) / tau) with 2 by (field; lra).
  replace (1 + (w0 + tau - w0) / tau) with 2 by (field; lra).
  rewrite both_directions by lra. lra.
Qed.

Theorem bounded_weights_linear_step (tau_min tau_max w0 d : R) :
  tau_min < 0 -> 0 < tau_max ->
  keeps_range (w0 + tau_min) (w0 + tau_max) (linear_step_plus tau_max w0) (linear_step_minus tau_min w0) d <->
  tau_min <= d <= tau_max.
Proof.
  intros Hl Hh. destruct (linear_step_below_chord tau_min tau_max w0 Hl Hh) as [Hp Hm].
  rewrite bounded_weights_families by (easy || lra). unfold linear_step_plus, linear_step_minus.
  set (X := 1 - (w0 + tau_min - w0) / tau_max). set (Y := 1 - (w0 + tau_max - w0) / tau_min).
  assert (EX : X * tau_max = tau_max - tau_min) by (unfold X; field; lra).
  assert (EY : Y * - tau_min = tau_max - tau_min) by (unfold Y; field; lra).
  replace (w0 + tau_max - (w0 + tau_min)) with (tau_max - tau_min) by ring.
  assert (0 < X /\ 0 < Y) by (split; nra).
  split; intros [H1 H2]; split; nra.
Qed.

Theorem bounded_weights_shifted_linear (tau c d : R) :
  0 < tau -> -1 < c < 1 ->
  keeps_range (- tau) tau (shifted_linear_plus tau c) (shifted_linear_minus tau c) d <->
  - tau <= d * (1 - c) /\ d * (1 + c) <= tau.
Proof.
  intros Ht Hc. destruct (shifted_linear_below_chord tau c Ht Hc) as [Hp Hm].
  rewrite bounded_weights_families by (easy || lra). unfold shifted_linear_plus, shifted_linear_minus.
  replace (1 - - tau / tau) with 2 by (field; lra). replace (1 + tau / tau) with 2 by (field; lra).
  split; intros [H1 H2]; split; lra.
Qed.

Theorem bounded_weights_power (tau d : R) (gamma : nat) :
  0 < tau -> (1 <= gamma)%nat ->
  keeps_range (- tau) tau (power_plus tau gamma) (power_minus tau gamma) d <-> Rabs d * 2 ^ gamma <= 2 * tau.
Proof.
  intros Ht Hg. destruct (power_below_chord tau gamma Ht Hg) as [Hp Hm].
  rewrite bounded_weights_families by (easy || lra). unfold power_plus, power_minus.
  replace (1 - - tau / tau) with 2 by (field; lra). replace (1 + tau / tau) with 2 by (field; lra).
  replace (tau - - tau) with (2 * tau) by ring. apply both_directions, pow_le; lra.
Qed.

Theorem bounded_weights_two_sided_power (tau_min tau_max d : R) (gamma_plus gamma_minus : nat) :
  tau_min < 0 -> 0 < tau_max -> (1 <= gamma_plus)%nat -> (1 <= gamma_minus)%nat ->
  keeps_range tau_min tau_max (two_sided_power_plus tau_max gamma_plus)
    (two_sided_power_minus tau_min gamma_minus) d <->
  d * (1 - tau_min / tau_max) ^ gamma_plus <= tau_max - tau_min /\
  - d * (1 - tau_max / tau_min) ^ gamma_minus <= tau_max - tau_min.
Proof.
  intros Hl Hh Hp Hm. destruct (two_sided_power_below_chord tau_min tau_max gamma_plus gamma_minus Hl Hh Hp Hm).
  now apply bounded_weights_families; [lra|..].
Qed.

Theorem bounded_weights_exponential (tau gamma d : R) :
  0 < tau -> 0 < gamma ->
  keeps_range (- tau) tau (exponential_plus tau gamma) (exponential_minus tau gamma) d <->
  Rabs d * (exp gamma + 1) <= 2 * tau.
Proof.
  intros Ht Hg. destruct (exponential_below_chord tau gamma Ht Hg) as [Hp Hm].
  rewrite bounded_weights_families by (easy || lra). unfold exponential_plus, exponential_minus.
  replace (1 - - tau / tau) with 2 by (field; lra). replace (1 + tau / tau) with 2 by (field; lra).
  rewrite exponential_at_end by easy. replace (tau - - tau) with (2 * tau) by ring.
  apply both_directions. pose proof (exp_pos gamma). lra.
Qed.

Theorem bounded_weights_two_sided_exponential (tau_min tau_max gamma_plus gamma_minus d : R) :
  tau_min < 0 -> 0 < tau_max -> 0 < gamma_plus -> 0 < gamma_minus ->
  let q_plus := two_sided_exponential_plus tau_max gamma_plus in
  let q_minus := two_sided_exponential_minus tau_min gamma_minus in
  keeps_range tau_min tau_max q_plus q_minus d <->
  d * q_plus tau_min <= tau_max - tau_min /\ - d * q_minus tau_max <= tau_max - tau_min.
Proof.
  intros Hl Hh Hp Hm. cbv zeta.
  destruct (two_sided_exponential_below_chord tau_min tau_max gamma_plus gamma_minus Hl Hh Hp Hm).
  now apply bounded_weights_families; [lra|..].
Qed.

(** |d| <= τ is not enough beyond the linear responses of slope 1/τ. *)
Theorem bounded_weights_shifted_linear_plain_fails :
  ~ (forall tau c d, 0 < tau -> -1 < c < 1 -> Rabs d <= tau ->
       keeps_range (- tau) tau (shifted_linear_plus tau c) (shifted_linear_minus tau c) d).
Proof.
  intros H. specialize (H 1 (1/2) 1 Rlt_0_1 ltac:(lra) ltac:(rewrite Rabs_R1; lra)).
  apply bounded_weights_shifted_linear in H; lra.
Qed.

Theorem bounded_weights_power_plain_fails :
  ~ (forall tau d (gamma : nat), 0 < tau -> (1 <= gamma)%nat -> Rabs d <= tau ->
       keeps_range (- tau) tau (power_plus tau gamma) (power_minus tau gamma) d).
Proof.
  intros H. specialize (H 1 1 2%nat Rlt_0_1 ltac:(auto) ltac:(rewrite Rabs_R1; lra)).
  apply bounded_weights_power in H; [|lra|auto]. rewrite Rabs_R1 in H. lra.
Qed.

Theorem bounded_weights_exponential_plain_fails (tau gamma : R) :
  0 < tau -> 0 < gamma ->
  ~ (forall d, Rabs d <= tau -> keeps_range (- tau) tau (exponential_plus tau gamma) (exponential_minus tau gamma) d).
Proof.
  intros Ht Hg H. specialize (H tau ltac:(rewrite Rabs_pos_eq; lra)).
  apply bounded_weights_exponential in H; try easy. rewrite Rabs_pos_eq in H by lra.
  pose proof (exp_ineq1 gamma ltac:(lra)). nra.
Qed.

Theorem bounded_weights_ideal_fails (low high d : R) :
  low < high -> d <> 0 -> ~ keeps_range low high (fun _ => 1) (fun _ => 1) d.
Proof.
  intros Hr Hd H. pose proof (H low ltac:(lra)) as Hl. pose proof (H high ltac:(lra)) as Hh.
  unfold update, symmetric_part, asymmetric_part in *. lra.
Qed.
