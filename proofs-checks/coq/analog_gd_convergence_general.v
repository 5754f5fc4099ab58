(** Claim    One step of analog gradient descent W' = U(W, -αg), g = ∇f(W):
               f(W') <= f(W) - (α/(2F_max))|g|²_R - (α/(2F_max))(1 - α L F_max)|g⊙F + |g|⊙G|², R = q+ q-
    Source   RF Thm 6 (131-133)
    Assumes  α > 0, F_max > 0; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by L-smoothness);
             elements with any responses, q± >= 0 (W in the dynamic range) and F <= F_max at W; no noise
    Derived  over K steps with f >= m: (1/K) Σ |g|²_R + (1 - α L F_max)|g⊙F + |g|⊙G|² <= 2F_max (f(W_0) - m)/(αK); hence
             (1/K) Σ |g⊙F + |g|⊙G|² + 2|g|²_R <= 8 L F_max² (f(W_0) - m)/K at α = 1/(2 L F_max) and
             (1/K) Σ |g|²_R <= 2 L F_max² (f(W_0) - m)/K at α = 1/(L F_max)
    Fails    as published, (1/K) Σ |g⊙F - |g|⊙G|² + |g|²_R <= 8 L F_max² (f(W_0) - m)/K at α = 1/(2 L F_max):
             asymmetric linear device, τ = 1, f = (w-1)²/2, W_0 = 1/2, K = 2: 309/512 > 1/2 *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent GeneralResponse.
Local Open Scope R_scope.

(** W_{k+1} = U(W_k, -α∇f(W_k)) on an array. *)
Definition descends_on (n : nat) (A : array) (alpha : R) (g : vector -> vector) (W : nat -> vector) : Prop :=
  forall k i, (i < n)%nat -> W (S k) i = step A (W k) (scale (- alpha) (g (W k))) i.

(** |g|²_R and |g⊙F + |g|⊙G|² at W. *)
Definition weighted (n : nat) (A : array) (g : vector -> vector) (W : vector) : R := weighted_sq n (R_of A W) (g W).
Definition moved (n : nat) (A : array) (g : vector -> vector) (W : vector) : R :=
  norm_sq n (gradient_response A W (g W)).

(** 2F g u = u² + R g² for u = gF + |g|G, so that u² + R g² <= 2F_max g u. *)
Lemma response_product n A W h F_max i :
  in_range n A W -> F_at_most n A W F_max -> (i < n)%nat ->
  (gradient_response A W h i)^2 + R_of A W i * (h i)^2 <= 2 * F_max * (h i * gradient_response A W h i).
Proof.
  intros Hr Hm Hi. pose proof (Hm i Hi) as HFm. pose proof (R_nonneg n A W Hr i Hi) as HR.
  pose proof (F_nonneg n A W Hr i Hi) as HF. pose proof (G_le_F n A W Hr i Hi) as HG.
  set (u := gradient_response A W h i). set (P := R_of A W i) in *.
  assert (Eu : u = h i * F_of A W i + Rabs (h i) * G_of A W i) by reflexivity.
  assert (EP : P = (F_of A W i)^2 - (G_of A W i)^2) by apply R_of_parts.
  set (F := F_of A W i) in *. set (G := G_of A W i) in *. set (x := h i) in *.
  assert (E : 2 * F * (x * u) = u^2 + P * x^2).
  { assert (Hs : Rabs x * Rabs x = x^2) by (rewrite <- pow2_abs; ring). rewrite EP, Eu.
    replace ((x * F + Rabs x * G)^2) with (x^2 * F^2 + 2 * x * Rabs x * F * G + (Rabs x * Rabs x) * G^2) by ring.
    rewrite Hs. ring. }
  assert (Hn : 0 <= u^2 + P * x^2).
  { apply Rplus_le_le_0_compat; [apply pow2_ge_0 | apply Rmult_le_pos; [easy | apply pow2_ge_0]]. }
  rewrite <- E. destruct (Rle_lt_or_eq_dec 0 F HF) as [Hpos|Hzero].
  - assert (0 <= x * u) by nra. nra.
  - rewrite <- Hzero in HG, Eu. assert (HG0 : G = 0) by (apply Rabs_le_between in HG; lra).
    rewrite Eu, HG0, <- Hzero. right; ring.
Qed.

Section Step.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (A : array) (F_max alpha : R).
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis F_max_pos : 0 < F_max.

  Lemma step_descends W W' :
    in_range n A W -> F_at_most n A W F_max ->
    (forall i, (i < n)%nat -> W' i = step A W (scale (- alpha) (g W)) i) ->
    f W' <= f W - alpha / (2 * F_max) * weighted n A g W
            - alpha / (2 * F_max) * (1 - alpha * L * F_max) * moved n A g W.
  Proof.
    intros Hr Hm Hw. unfold weighted, moved, weighted_sq, norm_sq.
    set (k := alpha / (2 * F_max)). assert (Hk : 0 < k) by (apply Rdiv_lt_0_compat; lra).
    assert (Ek : alpha = 2 * F_max * k) by (unfold k; field; lra).
    pose proof (separable_step_without_noise n L f g W W'
      (fun i => - k * (R_of A W i * (g W i)^2)
                + - (k * (1 - alpha * L * F_max)) * (gradient_response A W (g W) i)^2) f_bound) as H.
    rewrite sum_of_plus, !sum_of_scal in H.
    enough (f W' <= f W + (- k * sum_of n (fun i => R_of A W i * (g W i)^2)
              + - (k * (1 - alpha * L * F_max)) * sum_of n (fun i => (gradient_response A W (g W) i)^2))) by lra.
    apply H. intros i Hi. rewrite (Hw i Hi), step_against by lra.
    pose proof (response_product n A W (g W) F_max i Hr Hm Hi) as Hp. set (u := gradient_response A W (g W) i) in *.
    apply (Rmult_le_compat_l k) in Hp; [|lra].
    replace (g W i * (W i - alpha * u - W i) + L / 2 * (W i - alpha * u - W i)^2)
      with (- (k * (2 * F_max * (g W i * u))) + k * (alpha * L * F_max) * u^2) by (rewrite Ek; field). lra.
  Qed.

  Variables (W : nat -> vector) (minimum : R) (K : nat).
  Hypothesis f_floor : forall w, minimum <= f w.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis steps : descends_on n A alpha g W.
  Hypothesis range : forall k, (k < K)%nat -> in_range n A (W k) /\ F_at_most n A (W k) F_max.

  Lemma summed :
    mean_of K (fun k => weighted n A g (W k) + (1 - alpha * L * F_max) * moved n A g (W k))
    <= 2 * F_max * (f (W O) - minimum) / (alpha * INR K).
  Proof.
    assert (HKr : 0 < INR K) by now apply lt_0_INR.
    pose proof (mean_descent_without_noise K (fun k => f (W k))
      (fun k => alpha / (2 * F_max) * (weighted n A g (W k) + (1 - alpha * L * F_max) * moved n A g (W k)))
      minimum K_pos (f_floor _)) as H.
    rewrite mean_of_scal in H.
    apply (Rmult_le_reg_l (alpha / (2 * F_max))); [apply Rdiv_lt_0_compat; lra|].
    replace (alpha / (2 * F_max) * (2 * F_max * (f (W O) - minimum) / (alpha * INR K)))
      with ((f (W O) - minimum) / INR K) by (field; lra).
    apply H. intros k Hk. destruct (range k Hk) as (Hr & Hm).
    pose proof (step_descends (W k) (W (S k)) Hr Hm (steps k)). lra.
  Qed.
End Step.

Theorem analog_gd_convergence_general
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (A : array) (F_max alpha : R) (W W' : vector) :
  quadratic_bound n L f g -> 0 < alpha -> 0 < F_max -> in_range n A W -> F_at_most n A W F_max ->
  (forall i, (i < n)%nat -> W' i = step A W (scale (- alpha) (g W)) i) ->
  f W' <= f W - alpha / (2 * F_max) * weighted_sq n (R_of A W) (g W)
          - alpha / (2 * F_max) * (1 - alpha * L * F_max) * norm_sq n (gradient_response A W (g W)).
Proof. intros. now apply step_descends. Qed.

Theorem analog_gd_convergence_general_summed
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (A : array) (F_max alpha minimum : R) (W : nat -> vector)
  (K : nat) :
  quadratic_bound n L f g -> 0 < alpha -> 0 < F_max -> (forall w, minimum <= f w) -> (0 < K)%nat ->
  descends_on n A alpha g W -> (forall k, (k < K)%nat -> in_range n A (W k) /\ F_at_most n A (W k) F_max) ->
  let gap := f (W O) - minimum in
  mean_of K (fun k => weighted n A g (W k) + (1 - alpha * L * F_max) * moved n A g (W k))
    <= 2 * F_max * gap / (alpha * INR K) /\
  (alpha * (2 * L * F_max) = 1 ->
   mean_of K (fun k => moved n A g (W k) + 2 * weighted n A g (W k)) <= 8 * L * F_max^2 * gap / INR K) /\
  (alpha * (L * F_max) = 1 -> mean_of K (fun k => weighted n A g (W k)) <= 2 * L * F_max^2 * gap / INR K).
Proof.
  intros Hf Ha HF Hm HK Hs Hr gap.
  pose proof (summed n L f g A F_max alpha Hf Ha HF W minimum K Hm HK Hs Hr) as H. fold gap in H.
  assert (HKr : 0 < INR K) by now apply lt_0_INR.
  split; [exact H|]. split; intros Hrate.
  - rewrite (mean_of_ext K _ (fun k => 2 * (weighted n A g (W k) + (1 - alpha * L * F_max) * moved n A g (W k)))),
      mean_of_scal.
    + replace (8 * L * F_max^2 * gap / INR K) with (2 * (2 * F_max * gap / (alpha * INR K))); [lra|].
      replace (8 * L * F_max^2) with (4 * F_max * (2 * L * F_max)) by ring.
      replace (2 * L * F_max) with (/ alpha); [field; lra|].
      apply (Rmult_eq_reg_l alpha); [rewrite Hrate, Rinv_r; lra | lra].
    + intros k _. replace (1 - alpha * L * F_max) with (1 / 2) by lra. field.
  - rewrite (mean_of_ext K _ (fun k => weighted n A g (W k) + (1 - alpha * L * F_max) * moved n A g (W k))).
    + replace (2 * L * F_max^2 * gap / INR K) with (2 * F_max * gap / (alpha * INR K)); [exact H|].
      replace (2 * L * F_max^2) with (2 * F_max * (L * F_max)) by ring.
      replace (L * F_max) with (/ alpha); [field; lra|].
      apply (Rmult_eq_reg_l alpha); [rewrite Hrate, Rinv_r; lra | lra].
    + intros k _. replace (1 - alpha * L * F_max) with 0 by lra. ring.
Qed.

(** Refuted for the asymmetric linear device, whose F_max is 1. *)
Theorem analog_gd_convergence_general_published_fails :
  ~ (forall (n : nat) (L tau : R) (f : vector -> R) (g : vector -> vector) (minimum F_max alpha : R) (W : nat -> vector)
            (K : nat),
     smooth n L f g -> (forall w, minimum <= f w) -> 0 < L -> 0 < tau ->
     is_F_max n (ald tau) F_max -> alpha = 1 / (2 * L * F_max) -> (0 < K)%nat ->
     descends_on n (ald tau) alpha g W -> (forall k, (k < K)%nat -> norm_inf n (W k) <= tau) ->
     mean_of K (fun k => sum_of n (fun i =>
         (g (W k) i * F_of (ald tau) (W k) i - Rabs (g (W k) i) * G_of (ald tau) (W k) i)^2)
       + weighted n (ald tau) g (W k))
     <= 8 * L * F_max^2 * (f (W O) - minimum) / INR K).
Proof.
  intros H. set (g := quadratic_gradient 1 1).
  set (W := fix W k : vector :=
         match k with O => fun _ => 1 / 2 | S k => step (ald 1) (W k) (scale (- (1 / 2)) (g (W k))) end).
  assert (E : forall i, W 1%nat i = 5 / 8).
  { intros i. change (W 1%nat i) with (step (ald 1) (W O) (scale (- (1 / 2)) (g (W O))) i). rewrite ald_step.
    unfold scale, g, quadratic_gradient, W. rewrite Rabs_pos_eq by lra. field. }
  specialize (H 1%nat 1 1 (quadratic 1 1) g 0 1 (1 / 2) W 2%nat (quadratic_smooth 1 1 ltac:(lra))
                (fun x => quadratic_nonneg 1 1 x ltac:(lra)) ltac:(lra) ltac:(lra)
                (ald_F_max 1 1 ltac:(lia)) ltac:(field) ltac:(lia) (fun k i _ => eq_refl)).
  assert (Hr : forall k, (k < 2)%nat -> norm_inf 1 (W k) <= 1).
  { intros [|[|]] Hk; [| | lia]; unfold norm_inf; cbn [largest]; apply Rmax_lub; try lra;
      [unfold W | rewrite E]; rewrite Rabs_pos_eq; lra. }
  specialize (H Hr).
  unfold mean_of, weighted, weighted_sq, R_of, q_plus, q_minus, g, quadratic, quadratic_gradient in H.
  cbn [sum_of] in H. rewrite !ald_F, !ald_G, !E in H. change (W O 0%nat) with (1 / 2) in H. change (INR 2) with 2 in H.
  cbn in H. rewrite !Rabs_left in H by lra. lra.
Qed.
