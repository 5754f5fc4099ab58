(** Claim    One step of analog gradient descent W' = U(W, -αg), g = ∇f(W):
               f(W') <= f(W) - (α/(2F_max))|g|²_R - (α/(2F_max))(1 - α L F_max)|g⊙F + |g|⊙G|², R = q+ q-
    Source   RF Thm 6 (131-133)
    Assumes  α > 0, F_max > 0; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by L-smoothness);
             q± >= 0 and F <= F_max at W (W in the dynamic range); no noise
    Derived  over K steps with f >= m: (1/K) Σ |g|²_R + (1 - α L F_max)|g⊙F + |g|⊙G|² <= 2F_max (f(W_0) - m)/(αK); hence
             (1/K) Σ |g⊙F + |g|⊙G|² + 2|g|²_R <= 8 L F_max² (f(W_0) - m)/K at α = 1/(2 L F_max) and
             (1/K) Σ |g|²_R <= 2 L F_max² (f(W_0) - m)/K at α = 1/(L F_max)
    Fails    as published, (1/K) Σ |g⊙F - |g|⊙G|² + |g|²_R <= 8 L F_max² (f(W_0) - m)/K at α = 1/(2 L F_max):
             asymmetric linear device, τ = 1, f = (w-1)²/2, W_0 = 1/2, K = 2: 309/512 > 1/2 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent ResponseStep.
Local Open Scope R_scope.

Section Step.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector).
  Variables (q_plus q_minus : R -> R) (F_max alpha : R).
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis F_max_pos : 0 < F_max.

  (** 2 F g u = u² + R g², u = gF + |g|G. *)
  Lemma realised_product w G :
    responses_allow q_plus q_minus F_max w ->
    (realised q_plus q_minus w G)^2 + response_product q_plus q_minus w * G^2
    <= 2 * F_max * (G * realised q_plus q_minus w G).
  Proof.
    intros Hr. destruct (responses_cases _ _ _ _ Hr) as (HR & HG & HF). destruct Hr as (_ & _ & Hm).
    set (u := realised q_plus q_minus w G). set (P := response_product q_plus q_minus w) in *.
    set (S := symmetric_part q_plus q_minus w) in *. set (A := asymmetric_part q_plus q_minus w) in *.
    assert (Eu : u = G * S + Rabs G * A) by reflexivity.
    assert (E : 2 * S * (G * u) = u^2 + P * G^2).
    { unfold P. rewrite response_product_parts. fold S A. rewrite Eu.
      assert (Hs : Rabs G * Rabs G = G^2) by (rewrite <- pow2_abs; ring).
      replace ((G * S + Rabs G * A)^2) with (G^2 * S^2 + 2 * G * Rabs G * S * A + (Rabs G * Rabs G) * A^2) by ring.
      rewrite Hs. ring. }
    rewrite <- E. assert (0 <= u^2 + P * G^2).
    { apply Rplus_le_le_0_compat; [apply pow2_ge_0 | apply Rmult_le_pos; [easy | apply pow2_ge_0]]. }
    destruct HF as [HF|[HF HA]].
    - assert (0 <= G * u) by nra. nra.
    - rewrite Eu, HF, HA. right; ring.
  Qed.

  Lemma step_descends W W' :
    (forall i, (i < n)%nat -> responses_allow q_plus q_minus F_max (W i)) ->
    (forall i, (i < n)%nat -> W' i = update q_plus q_minus (W i) (- alpha * g W i)) ->
    f W' <= f W - alpha / (2 * F_max) * weighted_sq q_plus q_minus n W (g W)
            - alpha / (2 * F_max) * (1 - alpha * L * F_max) * realised_sq q_plus q_minus n W (g W).
  Proof.
    intros Hr Hw. unfold weighted_sq, realised_sq, norm_sq.
    set (k := alpha / (2 * F_max)). assert (Hk : 0 < k) by (apply Rdiv_lt_0_compat; lra).
    assert (Ek : alpha = 2 * F_max * k) by (unfold k; field; lra).
    pose proof (separable_step_without_noise n L f g W W'
      (fun i => - k * (response_product q_plus q_minus (W i) * (g W i)^2)
                + - (k * (1 - alpha * L * F_max)) * (realised q_plus q_minus (W i) (g W i))^2) f_bound) as H.
    rewrite sum_of_plus, !sum_of_scal in H.
    enough (f W' <= f W + (- k * sum_of n (fun i => response_product q_plus q_minus (W i) * (g W i)^2)
              + - (k * (1 - alpha * L * F_max)) * sum_of n (fun i => (realised q_plus q_minus (W i) (g W i))^2))) by lra.
    apply H. intros i Hi. rewrite (Hw i Hi), update_realised by lra.
    pose proof (realised_product (W i) (g W i) (Hr i Hi)) as Hp.
    set (u := realised q_plus q_minus (W i) (g W i)) in *. set (P := response_product q_plus q_minus (W i)) in *.
    apply (Rmult_le_compat_l k) in Hp; [|lra].
    replace (g W i * (- alpha * u) + L / 2 * (- alpha * u)^2)
      with (- (k * (2 * F_max * (g W i * u))) + k * (alpha * L * F_max) * u^2) by (rewrite Ek; field). lra.
  Qed.

  Variables (W : nat -> vector) (minimum : R) (K : nat).
  Hypothesis f_floor : forall w, minimum <= f w.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis steps : forall k i, (i < n)%nat -> W (S k) i = update q_plus q_minus (W k i) (- alpha * g (W k) i).
  Hypothesis in_range : forall k i, (k < K)%nat -> (i < n)%nat -> responses_allow q_plus q_minus F_max (W k i).

  Lemma summed :
    mean_of K (fun k => weighted_sq q_plus q_minus n (W k) (g (W k))
                        + (1 - alpha * L * F_max) * realised_sq q_plus q_minus n (W k) (g (W k)))
    <= 2 * F_max * (f (W O) - minimum) / (alpha * INR K).
  Proof.
    assert (HKr : 0 < INR K) by now apply lt_0_INR.
    pose proof (mean_descent_without_noise K (fun k => f (W k))
      (fun k => alpha / (2 * F_max) * (weighted_sq q_plus q_minus n (W k) (g (W k))
                + (1 - alpha * L * F_max) * realised_sq q_plus q_minus n (W k) (g (W k)))) minimum K_pos (f_floor _)) as H.
    rewrite mean_of_scal in H.
    apply (Rmult_le_reg_l (alpha / (2 * F_max))); [apply Rdiv_lt_0_compat; lra|].
    replace (alpha / (2 * F_max) * (2 * F_max * (f (W O) - minimum) / (alpha * INR K)))
      with ((f (W O) - minimum) / INR K) by (field; lra).
    apply H. intros k Hk. pose proof (step_descends (W k) (W (S k)) (fun i Hi => in_range k i Hk Hi) (steps k)). lra.
  Qed.
End Step.

Theorem analog_gd_convergence_general
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (q_plus q_minus : R -> R) (F_max alpha : R) (W W' : vector) :
  quadratic_bound n L f g -> 0 < alpha -> 0 < F_max ->
  (forall i, (i < n)%nat -> responses_allow q_plus q_minus F_max (W i)) ->
  (forall i, (i < n)%nat -> W' i = update q_plus q_minus (W i) (- alpha * g W i)) ->
  f W' <= f W - alpha / (2 * F_max) * weighted_sq q_plus q_minus n W (g W)
          - alpha / (2 * F_max) * (1 - alpha * L * F_max) * realised_sq q_plus q_minus n W (g W).
Proof. intros. now apply step_descends. Qed.

Theorem analog_gd_convergence_general_summed
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (q_plus q_minus : R -> R) (F_max alpha minimum : R)
  (W : nat -> vector) (K : nat) :
  quadratic_bound n L f g -> 0 < alpha -> 0 < F_max -> (forall w, minimum <= f w) -> (0 < K)%nat ->
  (forall k i, (i < n)%nat -> W (S k) i = update q_plus q_minus (W k i) (- alpha * g (W k) i)) ->
  (forall k i, (k < K)%nat -> (i < n)%nat -> responses_allow q_plus q_minus F_max (W k i)) ->
  let gap := f (W O) - minimum in
  let weighted := fun k => weighted_sq q_plus q_minus n (W k) (g (W k)) in
  let moved := fun k => realised_sq q_plus q_minus n (W k) (g (W k)) in
  mean_of K (fun k => weighted k + (1 - alpha * L * F_max) * moved k) <= 2 * F_max * gap / (alpha * INR K) /\
  (alpha * (2 * L * F_max) = 1 -> mean_of K (fun k => moved k + 2 * weighted k) <= 8 * L * F_max^2 * gap / INR K) /\
  (alpha * (L * F_max) = 1 -> mean_of K weighted <= 2 * L * F_max^2 * gap / INR K).
Proof.
  intros Hf Ha HF Hm HK Hs Hr gap weighted moved.
  pose proof (summed n L f g q_plus q_minus F_max alpha Hf Ha HF W minimum K Hm HK Hs Hr) as H.
  fold gap in H. change (mean_of K (fun k => weighted k + (1 - alpha * L * F_max) * moved k)
                         <= 2 * F_max * gap / (alpha * INR K)) in H.
  assert (HKr : 0 < INR K) by now apply lt_0_INR.
  split; [exact H|]. split; intros Hrate.
  - rewrite (mean_of_ext K _ (fun k => 2 * (weighted k + (1 - alpha * L * F_max) * moved k))), mean_of_scal.
    + replace (8 * L * F_max^2 * gap / INR K) with (2 * (2 * F_max * gap / (alpha * INR K))); [lra|].
      replace (8 * L * F_max^2) with (4 * F_max * (2 * L * F_max)) by ring.
      replace (2 * L * F_max) with (/ alpha); [field; lra|].
      apply (Rmult_eq_reg_l alpha); [rewrite Hrate, Rinv_r; lra | lra].
    + intros k _. replace (1 - alpha * L * F_max) with (1 / 2) by lra. field.
  - rewrite (mean_of_ext K weighted (fun k => weighted k + (1 - alpha * L * F_max) * moved k)).
    + replace (2 * L * F_max^2 * gap / INR K) with (2 * F_max * gap / (alpha * INR K)); [exact H|].
      replace (2 * L * F_max^2) with (2 * F_max * (L * F_max)) by ring.
      replace (L * F_max) with (/ alpha); [field; lra|].
      apply (Rmult_eq_reg_l alpha); [rewrite Hrate, Rinv_r; lra | lra].
    + intros k _. replace (1 - alpha * L * F_max) with 0 by lra. ring.
Qed.

(** Its F is 1 everywhere, so that F_max = 1. *)
Theorem analog_gd_convergence_general_published_fails :
  ~ (forall (n : nat) (L tau : R) (f : vector -> R) (g : vector -> vector) (minimum alpha : R) (W : nat -> vector) (K : nat),
     is_gradient n f g -> gradient_lipschitz n L g -> (forall w, minimum <= f w) ->
     0 < L -> 0 < tau -> alpha = 1 / (2 * L) -> (0 < K)%nat ->
     (forall k i, (i < n)%nat -> W (S k) i = update (ald_plus tau) (ald_minus tau) (W k i) (- alpha * g (W k) i)) ->
     (forall k i, (k < K)%nat -> (i < n)%nat -> Rabs (W k i) <= tau) ->
     mean_of K (fun k => sum_of n (fun i =>
         (g (W k) i * symmetric_part (ald_plus tau) (ald_minus tau) (W k i)
          - Rabs (g (W k) i) * asymmetric_part (ald_plus tau) (ald_minus tau) (W k i))^2)
       + weighted_sq (ald_plus tau) (ald_minus tau) n (W k) (g (W k)))
     <= 8 * L * (f (W O) - minimum) / INR K).
Proof.
  intros H. set (U := update (ald_plus 1) (ald_minus 1)).
  set (w := fix w k := match k with O => 1 / 2 | S k => U (w k) (- (1 / 2) * (1 * (w k - 1))) end).
  assert (E : w 1%nat = 5 / 8).
  { unfold w, U, update, symmetric_part, asymmetric_part, ald_plus, ald_minus. rewrite Rabs_pos_eq by lra. field. }
  specialize (H 1%nat 1 1 (parabola 1 1) (parabola_slope 1 1) 0 (1 / 2) (fun k _ => w k) 2%nat
                (parabola_gradient 1 1) (parabola_lipschitz 1 1 ltac:(lra)) (fun x => parabola_nonneg 1 1 x ltac:(lra))
                ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lia) (fun k i _ => eq_refl)).
  assert (Hr : forall k i, (k < 2)%nat -> (i < 1)%nat -> Rabs (w k) <= 1).
  { intros [|[|]] i Hk _; [| rewrite E | lia]; rewrite Rabs_pos_eq; simpl; lra. }
  specialize (H Hr). unfold mean_of, weighted_sq, response_product, parabola, parabola_slope in H. cbn [sum_of] in H.
  rewrite E in H. change (w O) with (1 / 2) in H. change (INR 2) with 2 in H.
  unfold symmetric_part, asymmetric_part, ald_plus, ald_minus in H.
  rewrite !Rabs_left in H by lra. lra.
Qed.
