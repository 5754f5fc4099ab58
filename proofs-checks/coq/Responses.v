(** Response functions q+, q- of resistive elements (theory section 2), family by family. *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device.
Local Open Scope R_scope.

(** The direction of an increment: 1 for d >= 0, -1 for d < 0. *)
Definition sign (d : R) : R := if Rlt_dec d 0 then -1 else 1.

Lemma abs_by_sign d : Rabs d = sign d * d.
Proof. unfold sign. destruct (Rlt_dec d 0); [rewrite Rabs_left|rewrite Rabs_right]; lra. Qed.

Lemma sign_mult_abs d : sign d * Rabs d = d.
Proof. unfold sign. destruct (Rlt_dec d 0); [rewrite Rabs_left|rewrite Rabs_right]; lra. Qed.

(** The class of RF Definition 1 on the dynamic range [low, high]. *)
Record response_class (low high : R) (q_plus q_minus : R -> R) : Prop := {
  range_nonempty : low < high;
  plus_positive : forall w, low <= w < high -> 0 < q_plus w;
  minus_positive : forall w, low < w <= high -> 0 < q_minus w;
  plus_at_high : q_plus high = 0;
  minus_at_low : q_minus low = 0;
  plus_differentiable : forall w, low <= w <= high -> exists slope, derivable_pt_lim q_plus w slope;
  minus_differentiable : forall w, low <= w <= high -> exists slope, derivable_pt_lim q_minus w slope
}.

(** F_max = sup F over [low, high]. *)
Definition largest_symmetric_part (low high : R) (q_plus q_minus : R -> R) (F_max : R) : Prop :=
  is_lub (fun y => exists w, low <= w <= high /\ y = symmetric_part q_plus q_minus w) F_max.

(** Asymmetric linear device: q± = 1 ∓ (w-w0)/τ (AP 1, EX 6-7). *)
Definition ald_plus (tau w0 w : R) : R := 1 - (w - w0) / tau.
Definition ald_minus (tau w0 w : R) : R := 1 + (w - w0) / tau.

(** Linear step: q+ = 1 - (w-w0)/tau_max, q- = 1 - (w-w0)/tau_min, tau_min < 0 < tau_max (EX 21). *)
Definition linear_step_plus (tau_max w0 w : R) : R := 1 - (w - w0) / tau_max.
Definition linear_step_minus (tau_min w0 w : R) : R := 1 - (w - w0) / tau_min.

(** Shifted linear: q± = (1 ± c)(1 ∓ w/τ), |c| < 1 (RF section 1.1). *)
Definition shifted_linear_plus (tau c w : R) : R := (1 + c) * (1 - w / tau).
Definition shifted_linear_minus (tau c w : R) : R := (1 - c) * (1 + w / tau).

(** Power: q± = (1 ∓ w/τ)^γ, whole γ >= 1 (RF 144). *)
Definition power_plus (tau : R) (gamma : nat) (w : R) : R := (1 - w / tau) ^ gamma.
Definition power_minus (tau : R) (gamma : nat) (w : R) : R := (1 + w / tau) ^ gamma.

(** Two-sided power: q+ = (1 - w/tau_max)^γ₊, q- = (1 - w/tau_min)^γ₋ (EX 24). *)
Definition two_sided_power_plus (tau_max : R) (gamma : nat) (w : R) : R := (1 - w / tau_max) ^ gamma.
Definition two_sided_power_minus (tau_min : R) (gamma : nat) (w : R) : R := (1 - w / tau_min) ^ gamma.

(** Exponential: q± = (exp(γ (1 ∓ w/τ)) - 1)/(exp(γ) - 1), γ > 0 (RF 145). *)
Definition exponential_plus (tau gamma w : R) : R := (exp (gamma * (1 - w / tau)) - 1) / (exp gamma - 1).
Definition exponential_minus (tau gamma w : R) : R := (exp (gamma * (1 + w / tau)) - 1) / (exp gamma - 1).

(** Two-sided exponential: the same with tau_max, γ₊ upwards and tau_min, γ₋ downwards (EX 25-26). *)
Definition two_sided_exponential_plus (tau_max gamma w : R) : R :=
  (exp (gamma * (1 - w / tau_max)) - 1) / (exp gamma - 1).
Definition two_sided_exponential_minus (tau_min gamma w : R) : R :=
  (exp (gamma * (1 - w / tau_min)) - 1) / (exp gamma - 1).

Lemma ald_plus_slope tau w0 w : derivable_pt_lim (ald_plus tau w0) w (- / tau).
Proof.
  intros e He. exists (mkposreal 1 Rlt_0_1). intros h Hh _. unfold ald_plus, Rdiv.
  replace (_ - _) with 0; [rewrite Rabs_R0; lra|].
  replace (1 - (w + h - w0) * / tau - (1 - (w - w0) * / tau)) with (h * - / tau) by ring.
  rewrite (Rmult_comm h), Rmult_assoc, Rinv_r by easy. ring.
Qed.

Lemma ald_minus_slope tau w0 w : derivable_pt_lim (ald_minus tau w0) w (/ tau).
Proof.
  intros e He. exists (mkposreal 1 Rlt_0_1). intros h Hh _. unfold ald_minus, Rdiv.
  replace (_ - _) with 0; [rewrite Rabs_R0; lra|].
  replace (1 + (w + h - w0) * / tau - (1 + (w - w0) * / tau)) with (h * / tau) by ring.
  rewrite (Rmult_comm h), Rmult_assoc, Rinv_r by easy. ring.
Qed.

Lemma ald_in_class tau w0 :
  0 < tau -> response_class (w0 - tau) (w0 + tau) (ald_plus tau w0) (ald_minus tau w0).
Proof.
  intros Ht. unfold ald_plus, ald_minus. split.
  - lra.
  - intros w Hw. replace (1 - (w - w0) / tau) with ((w0 + tau - w) / tau) by (field; lra).
    apply Rdiv_lt_0_compat; lra.
  - intros w Hw. replace (1 + (w - w0) / tau) with ((w - (w0 - tau)) / tau) by (field; lra).
    apply Rdiv_lt_0_compat; lra.
  - field; lra.
  - field; lra.
  - intros w _. exists (- / tau). apply ald_plus_slope.
  - intros w _. exists (/ tau). apply ald_minus_slope.
Qed.

Lemma ald_symmetric_part tau w0 w : symmetric_part (ald_plus tau w0) (ald_minus tau w0) w = 1.
Proof. unfold symmetric_part, ald_plus, ald_minus. lra. Qed.

Lemma ald_largest_symmetric_part tau w0 :
  0 < tau -> largest_symmetric_part (w0 - tau) (w0 + tau) (ald_plus tau w0) (ald_minus tau w0) 1.
Proof.
  intros Ht. split.
  - intros y [w [_ ->]]. rewrite ald_symmetric_part; lra.
  - intros b Hb. apply Hb. exists w0. rewrite ald_symmetric_part. split; lra.
Qed.

(** Below the chord to the end of the range where the response vanishes: what convexity gives, and what bounds need. *)
Definition below_chord_to_high (low high : R) (q : R -> R) : Prop :=
  forall w, low <= w <= high -> 0 <= q w /\ q w * (high - low) <= q low * (high - w).
Definition below_chord_to_low (low high : R) (q : R -> R) : Prop :=
  forall w, low <= w <= high -> 0 <= q w /\ q w * (high - low) <= q high * (w - low).

(** x^n <= (x/X) X^n on [0, X]. *)
Lemma power_chord (n : nat) (x X : R) : (1 <= n)%nat -> 0 <= x <= X -> 0 <= x ^ n /\ x ^ n * X <= X ^ n * x.
Proof.
  intros Hn Hx. destruct n as [|n]; [inversion Hn|]. cbn [pow]. pose proof (pow_le x n (proj1 Hx)).
  pose proof (pow_incr x X n Hx). split; [now apply Rmult_le_pos|].
  replace (x * x ^ n * X) with (x * X * x ^ n) by ring. replace (X * X ^ n * x) with (x * X * X ^ n) by ring.
  apply Rmult_le_compat_l; [apply Rmult_le_pos|]; lra.
Qed.

Lemma exp_above_1 x : 0 <= x -> 0 <= exp x - 1.
Proof. intros H. pose proof (exp_ineq1_le x). lra. Qed.

(** e^(tx) - 1 <= t (e^x - 1) for t in [0, 1]: the tangent at tx lies below both ends. *)
Lemma exp_below_chord (t x : R) : 0 <= t <= 1 -> exp (t * x) - 1 <= t * (exp x - 1).
Proof.
  intros Ht. pose proof (exp_pos (t * x)) as Hp.
  assert (H0 : exp (t * x) * (1 - t * x) <= 1).
  { apply Rle_trans with (exp (t * x) * exp (- (t * x))); [|rewrite <- exp_plus, Rplus_opp_r, exp_0; lra].
    apply Rmult_le_compat_l; [lra|]. pose proof (exp_ineq1_le (- (t * x))). lra. }
  assert (H1 : exp (t * x) * (1 + (1 - t) * x) <= exp x).
  { replace (exp x) with (exp (t * x) * exp ((1 - t) * x)) by (rewrite <- exp_plus; f_equal; ring).
    apply Rmult_le_compat_l; [lra|]. pose proof (exp_ineq1_le ((1 - t) * x)). lra. }
  nra.
Qed.

Lemma exponential_chord (gamma x X : R) :
  0 < gamma -> 0 <= x <= X -> 0 < X ->
  0 <= (exp (gamma * x) - 1) / (exp gamma - 1) /\
  (exp (gamma * x) - 1) / (exp gamma - 1) * X <= (exp (gamma * X) - 1) / (exp gamma - 1) * x.
Proof.
  intros Hg Hx HX. pose proof (exp_ineq1 gamma ltac:(lra)) as He.
  assert (Hi : 0 < / (exp gamma - 1)) by (apply Rinv_0_lt_compat; lra).
  pose proof (exp_above_1 (gamma * x) ltac:(nra)) as Hn. unfold Rdiv. split; [nra|].
  assert (Hc := exp_below_chord (x / X) (gamma * X)).
  replace (x / X * (gamma * X)) with (gamma * x) in Hc by (field; lra).
  assert (Ht : 0 <= x / X <= 1).
  { split; [apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]|].
    apply (Rmult_le_reg_r X); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  specialize (Hc Ht). apply (Rmult_le_compat_r X) in Hc; [|lra].
  replace (x / X * (exp (gamma * X) - 1) * X) with ((exp (gamma * X) - 1) * x) in Hc by (field; lra).
  rewrite !(Rmult_comm _ (/ _)), !Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.

(** x = 1 - (w-w0)/end over a range that stops there, and its value X at the other stop. *)
Lemma share_to_high low high w :
  0 < high -> low <= w <= high -> 0 <= 1 - w / high <= 1 - low / high /\
  (1 - w / high) * high = high - w /\ (1 - low / high) * high = high - low.
Proof.
  intros Hh Hw. assert (E : forall u, (1 - u / high) * high = high - u) by (intros; field; lra).
  split; [split|easy]; apply (Rmult_le_reg_r high); rewrite ?E; lra.
Qed.

Lemma share_to_low low high w :
  low < 0 -> low <= w <= high -> 0 <= 1 - w / low <= 1 - high / low /\
  (1 - w / low) * - low = w - low /\ (1 - high / low) * - low = high - low.
Proof.
  intros Hl Hw. assert (E : forall u, (1 - u / low) * - low = u - low) by (intros; field; lra).
  split; [split|easy]; apply (Rmult_le_reg_r (- low)); rewrite ?E; lra.
Qed.

(** A shape q(w) = s(1 - w/end) below its chord on [0, X] gives a response below its chord. *)
Lemma shape_below_chord_to_high (s : R -> R) low high :
  low < high -> 0 < high ->
  (forall x X, 0 <= x <= X -> 0 < X -> 0 <= s x /\ s x * X <= s X * x) ->
  below_chord_to_high low high (fun w => s (1 - w / high)).
Proof.
  intros Hr Hh Hs w Hw. destruct (share_to_high low high w Hh Hw) as [Hx [Ew El]].
  assert (HX : 0 < 1 - low / high) by (apply (Rmult_lt_reg_r high); lra).
  destruct (Hs _ _ Hx HX) as [H0 H1]. split; [easy|]. rewrite <- Ew, <- El.
  apply (Rmult_le_compat_r high) in H1; lra.
Qed.

Lemma shape_below_chord_to_low (s : R -> R) low high :
  low < high -> low < 0 ->
  (forall x X, 0 <= x <= X -> 0 < X -> 0 <= s x /\ s x * X <= s X * x) ->
  below_chord_to_low low high (fun w => s (1 - w / low)).
Proof.
  intros Hr Hl Hs w Hw. destruct (share_to_low low high w Hl Hw) as [Hx [Ew El]].
  assert (HX : 0 < 1 - high / low) by (apply (Rmult_lt_reg_r (- low)); lra).
  destruct (Hs _ _ Hx HX) as [H0 H1]. split; [easy|]. rewrite <- Ew, <- El.
  apply (Rmult_le_compat_r (- low)) in H1; lra.
Qed.

Lemma two_sided_power_below_chord low high gamma_plus gamma_minus :
  low < 0 -> 0 < high -> (1 <= gamma_plus)%nat -> (1 <= gamma_minus)%nat ->
  below_chord_to_high low high (two_sided_power_plus high gamma_plus) /\
  below_chord_to_low low high (two_sided_power_minus low gamma_minus).
Proof.
  intros Hl Hh Hp Hm. split.
  - apply (shape_below_chord_to_high (fun x => x ^ gamma_plus)); try lra. intros; now apply power_chord.
  - apply (shape_below_chord_to_low (fun x => x ^ gamma_minus)); try lra. intros; now apply power_chord.
Qed.

Lemma two_sided_exponential_below_chord low high gamma_plus gamma_minus :
  low < 0 -> 0 < high -> 0 < gamma_plus -> 0 < gamma_minus ->
  below_chord_to_high low high (two_sided_exponential_plus high gamma_plus) /\
  below_chord_to_low low high (two_sided_exponential_minus low gamma_minus).
Proof.
  intros Hl Hh Hp Hm. split.
  - apply (shape_below_chord_to_high (fun x => (exp (gamma_plus * x) - 1) / (exp gamma_plus - 1))); try lra.
    intros; now apply exponential_chord.
  - apply (shape_below_chord_to_low (fun x => (exp (gamma_minus * x) - 1) / (exp gamma_minus - 1))); try lra.
    intros; now apply exponential_chord.
Qed.

(** The one-sided families are the two-sided ones on [-τ, τ]. *)
Lemma power_minus_two_sided tau gamma w : 0 < tau -> power_minus tau gamma w = two_sided_power_minus (- tau) gamma w.
Proof. intros H. unfold power_minus, two_sided_power_minus. f_equal. field; lra. Qed.

Lemma exponential_minus_two_sided tau gamma w :
  0 < tau -> exponential_minus tau gamma w = two_sided_exponential_minus (- tau) gamma w.
Proof. intros H. unfold exponential_minus, two_sided_exponential_minus. do 4 f_equal. field; lra. Qed.

Lemma power_below_chord tau gamma :
  0 < tau -> (1 <= gamma)%nat ->
  below_chord_to_high (- tau) tau (power_plus tau gamma) /\ below_chord_to_low (- tau) tau (power_minus tau gamma).
Proof.
  intros Ht Hg. destruct (two_sided_power_below_chord (- tau) tau gamma gamma) as [Hp Hm]; try lra; try easy.
  split; [exact Hp|]. intros w Hw. rewrite !power_minus_two_sided by easy. now apply Hm.
Qed.

Lemma exponential_below_chord tau gamma :
  0 < tau -> 0 < gamma ->
  below_chord_to_high (- tau) tau (exponential_plus tau gamma) /\
  below_chord_to_low (- tau) tau (exponential_minus tau gamma).
Proof.
  intros Ht Hg. destruct (two_sided_exponential_below_chord (- tau) tau gamma gamma) as [Hp Hm]; try lra.
  split; [exact Hp|]. intros w Hw. rewrite !exponential_minus_two_sided by easy. now apply Hm.
Qed.

Lemma linear_step_below_chord tau_min tau_max w0 :
  tau_min < 0 -> 0 < tau_max ->
  below_chord_to_high (w0 + tau_min) (w0 + tau_max) (linear_step_plus tau_max w0) /\
  below_chord_to_low (w0 + tau_min) (w0 + tau_max) (linear_step_minus tau_min w0).
Proof.
  intros Hl Hh. split; intros w Hw; unfold linear_step_plus, linear_step_minus.
  - destruct (share_to_high tau_min tau_max (w - w0) Hh ltac:(lra)) as [H [E E']].
    replace (w0 + tau_min - w0) with tau_min by ring. split; [lra|].
    replace (w0 + tau_max - w) with ((1 - (w - w0) / tau_max) * tau_max) by lra. nra.
  - destruct (share_to_low tau_min tau_max (w - w0) Hl ltac:(lra)) as [H [E E']].
    replace (w0 + tau_max - w0) with tau_max by ring. split; [lra|].
    replace (w - (w0 + tau_min)) with ((1 - (w - w0) / tau_min) * - tau_min) by lra. nra.
Qed.

Lemma ald_minus_linear_step tau w0 w : 0 < tau -> ald_minus tau w0 w = linear_step_minus (- tau) w0 w.
Proof. intros H. unfold ald_minus, linear_step_minus. field; lra. Qed.

Lemma ald_below_chord tau w0 :
  0 < tau ->
  below_chord_to_high (w0 - tau) (w0 + tau) (ald_plus tau w0) /\
  below_chord_to_low (w0 - tau) (w0 + tau) (ald_minus tau w0).
Proof.
  intros Ht. destruct (linear_step_below_chord (- tau) tau w0) as [Hp Hm]; try lra.
  split; [exact Hp|]. intros w Hw. rewrite !ald_minus_linear_step by easy. now apply Hm.
Qed.

Lemma shifted_linear_below_chord tau c :
  0 < tau -> -1 < c < 1 ->
  below_chord_to_high (- tau) tau (shifted_linear_plus tau c) /\
  below_chord_to_low (- tau) tau (shifted_linear_minus tau c).
Proof.
  intros Ht Hc. destruct (ald_below_chord tau 0 Ht) as [Hp Hm]. split; intros w Hw.
  - specialize (Hp w ltac:(lra)). unfold shifted_linear_plus, ald_plus in *.
    replace (w - 0) with w in Hp by ring. replace (0 - tau - 0) with (- tau) in Hp by ring. split; [nra|].
    apply Rle_trans with ((1 + c) * ((1 - w / tau) * (tau - - tau))); [right; ring|].
    apply Rle_trans with ((1 + c) * ((1 - - tau / tau) * (tau - w))); [|right; ring].
    apply Rmult_le_compat_l; lra.
  - specialize (Hm w ltac:(lra)). unfold shifted_linear_minus, ald_minus in *.
    replace (w - 0) with w in Hm by ring. replace (0 + tau - 0) with tau in Hm by ring. split; [nra|].
    apply Rle_trans with ((1 - c) * ((1 + w / tau) * (tau - - tau))); [right; ring|].
    apply Rle_trans with ((1 - c) * ((1 + tau / tau) * (w - - tau))); [|right; ring].
    apply Rmult_le_compat_l; lra.
Qed.

(** (e^(2γ) - 1)/(e^γ - 1) = e^γ + 1. *)
Lemma exponential_at_end gamma : 0 < gamma -> (exp (gamma * 2) - 1) / (exp gamma - 1) = exp gamma + 1.
Proof.
  intros Hg. pose proof (exp_ineq1 gamma ltac:(lra)) as He.
  replace (gamma * 2) with (gamma + gamma) by ring. rewrite exp_plus. field; lra.
Qed.

(** Responses affine in w, which vanish at the ends of the range: q+ = λ₊ (high - w), q- = λ₋ (w - low). *)
Definition affine_responses (low high rate_plus rate_minus : R) (q_plus q_minus : R -> R) : Prop :=
  forall w, q_plus w = rate_plus * (high - w) /\ q_minus w = rate_minus * (w - low).

Lemma linear_step_affine tau_min tau_max w0 :
  tau_min < 0 -> 0 < tau_max ->
  affine_responses (w0 + tau_min) (w0 + tau_max) (/ tau_max) (- / tau_min)
    (linear_step_plus tau_max w0) (linear_step_minus tau_min w0).
Proof. intros Hl Hh w. unfold linear_step_plus, linear_step_minus. split; field; lra. Qed.

Lemma ald_affine tau w0 :
  0 < tau -> affine_responses (w0 - tau) (w0 + tau) (/ tau) (/ tau) (ald_plus tau w0) (ald_minus tau w0).
Proof. intros Ht w. unfold ald_plus, ald_minus. split; field; lra. Qed.

Lemma shifted_linear_affine tau c :
  0 < tau ->
  affine_responses (- tau) tau ((1 + c) / tau) ((1 - c) / tau) (shifted_linear_plus tau c) (shifted_linear_minus tau c).
Proof. intros Ht w. unfold shifted_linear_plus, shifted_linear_minus. split; field; lra. Qed.
