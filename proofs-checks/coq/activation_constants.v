(** Claim    g(0) = 0, dg/dz = g'(z), |g'| <= l, |g'(a) - g'(b)| <= s |a - b| and |g(a) - g(b)| <= l |a - b|, with
               l = 1 | 1 | 1/4 | 1 | 1 | 1 and s = 0 | 4/(3√3) | 1/(6√3) | 1/4 | 3√3/8 | 1 for the
               activations z | tanh z | tanh(z/2)/2 | ln((1+e^z)/2) | arctan z | sin z
             No smaller l or s will do
    For      bounded_signals, signal_stability, smooth_objective
    Source   theory section 3
    Assumes  nothing *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Smoothness.
Local Open Scope R_scope.

Inductive activation := identity | hyperbolic_tangent | centered_sigmoid | centered_softplus | arctangent | sine.

Definition activation_value (a : activation) (z : R) : R :=
  match a with
  | identity => z
  | hyperbolic_tangent => tanh z
  | centered_sigmoid => tanh (z / 2) / 2
  | centered_softplus => ln ((1 + exp z) / 2)
  | arctangent => atan z
  | sine => sin z
  end.

Definition activation_derivative (a : activation) (z : R) : R :=
  match a with
  | identity => 1
  | hyperbolic_tangent => 1 - (tanh z)^2
  | centered_sigmoid => (1 - (tanh (z / 2))^2) / 4
  | centered_softplus => (1 + tanh (z / 2)) / 2
  | arctangent => 1 / (1 + z^2)
  | sine => cos z
  end.

Definition activation_second_derivative (a : activation) (z : R) : R :=
  match a with
  | identity => 0
  | hyperbolic_tangent => - 2 * tanh z * (1 - (tanh z)^2)
  | centered_sigmoid => - tanh (z / 2) * (1 - (tanh (z / 2))^2) / 4
  | centered_softplus => (1 - (tanh (z / 2))^2) / 4
  | arctangent => - 2 * z / (1 + z^2)^2
  | sine => - sin z
  end.

Definition activation_lipschitz (a : activation) : R :=
  match a with centered_sigmoid => 1 / 4 | _ => 1 end.

Definition activation_smoothness (a : activation) : R :=
  match a with
  | identity => 0
  | hyperbolic_tangent => 4 / (3 * sqrt 3)
  | centered_sigmoid => 1 / (6 * sqrt 3)
  | centered_softplus => 1 / 4
  | arctangent => 3 * sqrt 3 / 8
  | sine => 1
  end.

Lemma cosh_pos z : 0 < cosh z.
Proof. unfold cosh. pose proof (exp_pos z). pose proof (exp_pos (- z)). lra. Qed.

(** tanh z = (e^(2z) - 1)/(e^(2z) + 1). *)
Lemma tanh_exp z : tanh z = (exp (2 * z) - 1) / (exp (2 * z) + 1).
Proof.
  unfold tanh, sinh, cosh. replace (2 * z) with (z + z) by ring. rewrite exp_plus, exp_Ropp.
  pose proof (exp_pos z). field. repeat split; nra.
Qed.

Lemma tanh_bounds z : -1 < tanh z < 1.
Proof.
  rewrite tanh_exp. set (E := exp (2 * z)). assert (0 < E) by apply exp_pos.
  split; apply (Rmult_lt_reg_r (E + 1)); try lra; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

(** tanh takes every value of (-1, 1). *)
Lemma tanh_onto t : -1 < t < 1 -> tanh (ln ((1 + t) / (1 - t)) / 2) = t.
Proof.
  intros Ht. rewrite tanh_exp. replace (2 * (ln ((1 + t) / (1 - t)) / 2)) with (ln ((1 + t) / (1 - t))) by field.
  rewrite exp_ln by (apply Rdiv_lt_0_compat; lra). field. lra.
Qed.

Lemma tanh_0 : tanh 0 = 0.
Proof. unfold tanh. rewrite sinh_0. unfold Rdiv; ring. Qed.

Lemma is_derive_tanh (z : R) : is_derive tanh z (1 - (tanh z)^2).
Proof.
  pose proof (cosh_pos z).
  assert (Hs : is_derive sinh z (cosh z)) by (apply is_derive_Reals, derivable_pt_lim_sinh).
  assert (Hc : is_derive cosh z (sinh z)) by (apply is_derive_Reals, derivable_pt_lim_cosh).
  evar_last; [apply (is_derive_div sinh cosh z (cosh z) (sinh z) Hs Hc); lra|].
  unfold tanh. field. lra.
Qed.

(** d p(tanh z)/dz = p'(t)(1 - t²), t = tanh z, and half of it at z/2. *)
Lemma is_derive_of_tanh (p dp : R -> R) (z : R) :
  (forall t, is_derive p t (dp t)) -> is_derive (fun z => p (tanh z)) z ((1 - (tanh z)^2) * dp (tanh z)).
Proof. intros H. apply (is_derive_comp p tanh); [apply H | apply is_derive_tanh]. Qed.

Lemma is_derive_of_tanh_half (p dp : R -> R) (z : R) :
  (forall t, is_derive p t (dp t)) ->
  is_derive (fun z => p (tanh (z / 2))) z (/ 2 * ((1 - (tanh (z / 2))^2) * dp (tanh (z / 2)))).
Proof.
  intros H. apply (is_derive_comp (fun z => p (tanh z)) (fun z => z / 2)); [now apply is_derive_of_tanh|].
  auto_derive; [easy | ring].
Qed.

(** The slope of softplus is the sigmoid. *)
Lemma sigmoid_tanh z : (1 + tanh (z / 2)) / 2 = exp z / (1 + exp z).
Proof.
  rewrite tanh_exp. replace (2 * (z / 2)) with z by field. pose proof (exp_pos z). field. lra.
Qed.

Lemma is_derive_softplus (z : R) : is_derive (fun z => ln ((1 + exp z) / 2)) z ((1 + tanh (z / 2)) / 2).
Proof. rewrite sigmoid_tanh. pose proof (exp_pos z). auto_derive; [lra|]. field. lra. Qed.

Lemma is_derive_slope_of_atan (z : R) : is_derive (fun z => 1 / (1 + z^2)) z (- 2 * z / (1 + z^2)^2).
Proof. assert (1 + z^2 <> 0) by nra. auto_derive; [easy|]. field. easy. Qed.

Lemma is_derive_arctangent (z : R) : is_derive atan z (1 / (1 + z^2)).
Proof.
  apply is_derive_Reals. unfold Rdiv. rewrite Rmult_1_l.
  apply derivable_pt_lim_atan.
Qed.

Lemma derivative_holds a (z : R) : is_derive (activation_value a) z (activation_derivative a z).
Proof.
  destruct a; cbn [activation_derivative].
  - apply (is_derive_id z).
  - apply is_derive_tanh.
  - evar_last; [apply (is_derive_of_tanh_half (fun t => t / 2) (fun _ => / 2)); intros; auto_derive; [easy | ring]|].
    field.
  - apply is_derive_softplus.
  - apply is_derive_arctangent.
  - apply is_derive_Reals, derivable_pt_lim_sin.
Qed.

Lemma second_derivative_holds a (z : R) : is_derive (activation_derivative a) z (activation_second_derivative a z).
Proof.
  destruct a; cbn [activation_second_derivative].
  - apply (is_derive_const 1 z).
  - evar_last; [apply (is_derive_of_tanh (fun t => 1 - t^2) (fun t => - 2 * t)); intros; auto_derive; [easy | ring]|].
    ring.
  - evar_last; [apply (is_derive_of_tanh_half (fun t => (1 - t^2) / 4) (fun t => - t / 2));
                intros; auto_derive; [easy | field]|].
    field.
  - evar_last; [apply (is_derive_of_tanh_half (fun t => (1 + t) / 2) (fun _ => / 2)); intros; auto_derive;
      [easy | field]|].
    field.
  - apply is_derive_slope_of_atan.
  - apply is_derive_Reals, derivable_pt_lim_cos.
Qed.

(** 1/√3, where the second derivatives of tanh, sigmoid and arctan are largest. *)
Lemma third_root : 0 < sqrt 3 /\ sqrt 3 * sqrt 3 = 3 /\ / sqrt 3 = sqrt 3 / 3.
Proof.
  assert (H : sqrt 3 * sqrt 3 = 3) by (apply sqrt_sqrt; lra).
  assert (0 < sqrt 3) by (apply sqrt_lt_R0; lra). repeat split; [easy..|].
  apply (Rmult_eq_reg_l (sqrt 3)); [|lra]. rewrite Rinv_r by lra. lra.
Qed.

(** 2t(1 - t²) <= 4/(3√3) on [-1, 1]: with t = x/√3 this is (x - 1)²(x + 2) >= 0. *)
Lemma cubic_bound t : -1 <= t <= 1 -> 2 * t * (1 - t^2) <= 4 / (3 * sqrt 3).
Proof.
  intros Ht. destruct third_root as (Hp & Hr & Hi). unfold Rdiv. rewrite Rinv_mult, Hi.
  set (s := sqrt 3) in *. assert (s <= 2) by nra.
  assert (0 <= (s * t - 1)^2 * (s * t + 2)) by (apply Rmult_le_pos; [apply pow2_ge_0 | nra]).
  assert (E : (s * t - 1)^2 * (s * t + 2) = s * (s * s) * t^3 - 3 * s * t + 2) by ring. rewrite Hr in E. nra.
Qed.

(** 2z/(1 + z²)² <= 3√3/8: with z = x/√3 this is (x - 1)²(x² + 2x + 9) >= 0. *)
Lemma quotient_bound z : 2 * z / (1 + z^2)^2 <= 3 * sqrt 3 / 8.
Proof.
  destruct third_root as (Hp & Hr & _). set (s := sqrt 3) in *.
  assert (0 < (1 + z^2)^2) by nra. apply (Rmult_le_reg_r ((1 + z^2)^2)); [lra|].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra.
  assert (0 <= (s * z - 1)^2 * ((s * z)^2 + 2 * (s * z) + 9)) by (apply Rmult_le_pos; [apply pow2_ge_0 | nra]).
  assert (E : s * ((s * z - 1)^2 * ((s * z)^2 + 2 * (s * z) + 9)) =
              s * ((s * s)^2 * z^4 + 6 * (s * s) * z^2 + 9) - 16 * (s * s) * z) by ring.
  rewrite Hr in E. nra.
Qed.

Lemma lipschitz_bound a z : Rabs (activation_derivative a z) <= activation_lipschitz a.
Proof.
  apply Rabs_le. destruct a; simpl.
  - lra.
  - pose proof (tanh_bounds z). nra.
  - pose proof (tanh_bounds (z / 2)). nra.
  - pose proof (tanh_bounds (z / 2)). nra.
  - assert (0 < / (1 + z * (z * 1)) <= 1).
    { split; [apply Rinv_0_lt_compat; nra|]. rewrite <- Rinv_1. apply Rinv_le_contravar; nra. }
    lra.
  - apply COS_bound.
Qed.

Lemma smoothness_bound a z : Rabs (activation_second_derivative a z) <= activation_smoothness a.
Proof.
  apply Rabs_le. destruct a; cbn [activation_second_derivative activation_smoothness].
  - lra.
  - pose proof (tanh_bounds z).
    pose proof (cubic_bound (tanh z) ltac:(lra)). pose proof (cubic_bound (- tanh z) ltac:(lra)). split; nra.
  - pose proof (tanh_bounds (z / 2)). replace (1 / (6 * sqrt 3)) with (4 / (3 * sqrt 3) / 8).
    2:{ field. destruct third_root; lra. }
    pose proof (cubic_bound (tanh (z / 2)) ltac:(lra)). pose proof (cubic_bound (- tanh (z / 2)) ltac:(lra)). split;
      nra.
  - pose proof (tanh_bounds (z / 2)). split; nra.
  - pose proof (quotient_bound z) as Hz. pose proof (quotient_bound (- z)) as Hm.
    replace ((- z)^2) with (z^2) in Hm by ring.
    split; [|replace (-2 * z) with (2 * - z) by ring; lra].
    replace (-2 * z / (1 + z^2)^2) with (- (2 * z / (1 + z^2)^2)) by (field; nra). lra.
  - pose proof (SIN_bound z). lra.
Qed.

(** Slopes as near to l as one likes. *)
Lemma lipschitz_attained a eps : 0 < eps -> exists z, activation_lipschitz a - eps <= Rabs (activation_derivative a z).
Proof.
  intros He. pose proof Rle_abs as Hle. destruct a; simpl.
  1: exists 0; eapply Rle_trans; [|apply Hle]; lra.
  1: exists 0; eapply Rle_trans; [|apply Hle]; rewrite tanh_0; lra.
  1: exists 0; eapply Rle_trans; [|apply Hle]; replace (0 / 2) with 0 by field; rewrite tanh_0; lra.
  2: exists 0; eapply Rle_trans; [|apply Hle]; replace (1 + 0 * (0 * 1)) with 1 by ring; lra.
  2: exists 0; eapply Rle_trans; [|apply Hle]; rewrite cos_0; lra.
  set (t := 1 - Rmin eps 1). assert (Ht : -1 < t < 1 /\ 1 - eps <= t).
  { unfold t. unfold Rmin; destruct Rle_dec; lra. }
  exists (ln ((1 + t) / (1 - t))). rewrite tanh_onto by lra. eapply Rle_trans; [|apply Hle]; lra.
Qed.

Lemma smoothness_attained a : exists z, Rabs (activation_second_derivative a z) = activation_smoothness a.
Proof.
  destruct third_root as (Hp & Hr & Hi).
  assert (Ht : -1 < / sqrt 3 < 1) by (rewrite Hi; nra).
  assert (Hn : sqrt 3 <> 0) by lra.
  destruct a; cbn [activation_second_derivative activation_smoothness].
  - exists 0. apply Rabs_R0.
  - exists (ln ((1 + / sqrt 3) / (1 - / sqrt 3)) / 2). rewrite tanh_onto by easy.
    rewrite Rabs_left1 by (rewrite Hi; nra). unfold Rdiv. rewrite Rinv_mult, Hi. nra.
  - exists (ln ((1 + / sqrt 3) / (1 - / sqrt 3))). rewrite tanh_onto by easy.
    rewrite Rabs_left1 by (rewrite Hi; nra). unfold Rdiv. rewrite Rinv_mult, Hi. nra.
  - exists 0. replace (0 / 2) with 0 by field. rewrite tanh_0. rewrite Rabs_pos_eq; lra.
  - exists (/ sqrt 3). replace ((/ sqrt 3)^2) with (/ 3) by (rewrite Hi; nra).
    rewrite Rabs_left1; rewrite Hi; lra.
  - exists (PI / 2). rewrite sin_PI2, Rabs_left1; lra.
Qed.

Theorem activation_constants (a : activation) :
  let g := activation_value a in
  let g' := activation_derivative a in
  let l := activation_lipschitz a in
  let s := activation_smoothness a in
  g 0 = 0 /\ (forall z, is_derive g z (g' z)) /\ (forall z, Rabs (g' z) <= l) /\
  (forall x y, Rabs (g' x - g' y) <= s * Rabs (x - y)) /\ (forall x y, Rabs (g x - g y) <= l * Rabs (x - y)).
Proof.
  intros g g' l s. split; [|split; [|split; [|split]]].
  - unfold g; destruct a; simpl; [easy | apply tanh_0 | | | apply atan_0 | apply sin_0].
    + replace (0 / 2) with 0 by field. rewrite tanh_0. field.
    + rewrite exp_0. replace ((1 + 1) / 2) with 1 by field. apply ln_1.
  - apply derivative_holds.
  - apply lipschitz_bound.
  - apply lipschitz_of_derivative with (activation_second_derivative a).
    + apply second_derivative_holds.
    + apply smoothness_bound.
  - apply lipschitz_of_derivative with (activation_derivative a); [apply derivative_holds | apply lipschitz_bound].
Qed.

(** Every Lipschitz constant of g is at least l, every Lipschitz constant of g' at least s. *)
Theorem activation_constants_optimal (a : activation) (K : R) :
  ((forall x y, Rabs (activation_value a x - activation_value a y) <= K * Rabs (x - y)) ->
   activation_lipschitz a <= K) /\
  ((forall x y, Rabs (activation_derivative a x - activation_derivative a y) <= K * Rabs (x - y)) ->
   activation_smoothness a <= K).
Proof.
  split; intros HK.
  - apply Rnot_lt_le; intros Hlt.
    destruct (lipschitz_attained a ((activation_lipschitz a - K) / 2)) as (z & Hz); [lra|].
    pose proof (derivative_le_lipschitz _ _ _ _ (derivative_holds a z) HK). lra.
  - destruct (smoothness_attained a) as (z & <-).
    exact (derivative_le_lipschitz _ _ _ _ (second_derivative_holds a z) HK).
Qed.

(** The form of softplus that the program evaluates: max(z, 0) + ln(1 + (e^-|z| - 1)/2). *)
Lemma softplus_without_overflow z :
  Rmax z 0 + ln (1 + (exp (- Rabs z) - 1) / 2) = activation_value centered_softplus z.
Proof.
  simpl. pose proof (exp_pos z). destruct (Rle_dec 0 z).
  - rewrite Rmax_left, Rabs_pos_eq by lra. pose proof (exp_pos (- z)).
    rewrite <- (ln_exp z) at 1. rewrite <- ln_mult by lra. f_equal. rewrite exp_Ropp. field. lra.
  - rewrite Rmax_right, Rabs_left1, Ropp_involutive, Rplus_0_l by lra. f_equal. field.
Qed.

(** tanh(z/2)/2 = 1/(1 + e^-z) - 1/2. *)
Lemma sigmoid_form z : activation_value centered_sigmoid z = / (1 + exp (- z)) - 1 / 2.
Proof.
  simpl. rewrite tanh_exp, exp_Ropp. replace (2 * (z / 2)) with z by field. pose proof (exp_pos z). field. lra.
Qed.
