(** Claim    K steps of analog SGD W' = U(W, -α(g+ε)), g = ∇f(W), R = q+ q-, S_K = (1/K) Σ_k |G/√F|²_inf:
               (1/K) Σ_k E(|g⊙F + |g|⊙G|² + 4|g|²_R)
                 <= 8 F_max (f(W_0) - m)/(αK) + 8 α L F_max³ σ² + 6 F_max σ² E S_K
    Source   RF Thm 2 (69)
    Assumes  0 < α <= 1/(4 L F_max), F_max > 0, K >= 1; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by L-smoothness),
             f >= m; at every state met before step K: q± >= 0 and F <= F_max (W in the dynamic range), finitely many
             outcomes, E ε = 0, E|ε|² <= σ²; |G/√F|²_inf stands for any s >= 0 with G² <= s F in every entry
    Derived  as published, <= 16 F_max² √((f(W_0) - m)σ²L/K) + 8 F_max σ² E S_K at α = √((f(W_0) - m)/(σ²LK))/F_max, where
             K >= 16 L (f(W_0) - m)/σ²
    Fails    as published, for every K: f = w²/2, W_0 = 2, ε = 1 (1/3) or -1/2 (2/3), K = 1; digital weights: 20 > 16;
             asymmetric linear device, τ = 16: 333/16 > 16 + 1/16 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent ResponseStep ResponseDescent.
Local Open Scope R_scope.

(** What the published bound is about, at one state. *)
Definition metric (q_plus q_minus : R -> R) (n : nat) (W g : vector) : R :=
  realised_sq q_plus q_minus n W g + 4 * weighted_sq q_plus q_minus n W g.

Theorem analog_sgd_convergence_general
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (q_plus q_minus : R -> R) (F_max sigma alpha : R) (s : state run -> R) (K : nat) :
  quadratic_bound n L f g -> 0 <= L -> (forall W, minimum <= f W) -> 0 < F_max ->
  0 < alpha -> alpha * (4 * L * F_max) <= 1 -> (0 < K)%nat ->
  follows n (update q_plus q_minus) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> responses_allow q_plus q_minus F_max (weight run x i)) ->
  (forall x, met run K start x -> 0 <= s x) ->
  (forall x i, met run K start x -> (i < n)%nat ->
    (asymmetric_part q_plus q_minus (weight run x i))^2 <= s x * symmetric_part q_plus q_minus (weight run x i)) ->
  run_mean run K (fun x => metric q_plus q_minus n (weight run x) (g (weight run x))) start
  <= 8 * F_max * (f (weight run start) - minimum) / (alpha * INR K) + 8 * alpha * L * F_max^3 * sigma^2
     + 6 * F_max * sigma^2 * run_mean run K s start.
Proof.
  intros Hf HL Hm HF Ha Ha4 HK Hst Hn Hr Hs0 Hs. assert (HKr : 0 < INR K) by now apply lt_0_INR.
  set (gap := f (weight run start) - minimum). set (metric_at := fun x => metric q_plus q_minus n (weight run x) (g (weight run x))).
  assert (laws : forall x, met run K start x -> is_law (outcomes run x) (probability run x)) by (intros x Hx; now apply Hn).
  pose proof (mean_descent run K (fun x => f (weight run x)) (fun x => alpha / (8 * F_max) * metric_at x)
    (fun x => 3 / 4 * (alpha * sigma^2) * s x + alpha^2 * L * F_max^2 * sigma^2) minimum start HK (fun x _ => Hm _) laws) as H.
  cbv beta in H. fold gap in H. rewrite run_mean_plus, !run_mean_scal, run_mean_const in H by easy.
  apply (Rmult_le_reg_l (alpha / (8 * F_max))); [apply Rdiv_lt_0_compat; lra|].
  set (asymmetry := run_mean run K s start) in *.
  replace (alpha / (8 * F_max) * (8 * F_max * gap / (alpha * INR K) + 8 * alpha * L * F_max^3 * sigma^2
           + 6 * F_max * sigma^2 * asymmetry))
    with (gap / INR K + (3 / 4 * (alpha * sigma^2) * asymmetry + alpha^2 * L * F_max^2 * sigma^2)) by (field; lra).
  apply H; intros x Hx.
  pose proof (response_step n L f g run x q_plus q_minus F_max sigma alpha (s x) Hf HL HF Ha Ha4 Hst
                (Hn x Hx) (fun i Hi => Hr x i Hx Hi) (Hs0 x Hx) (fun i Hi => Hs x i Hx Hi)) as Hstep.
  unfold metric_at, metric. replace (alpha / (8 * F_max) * (realised_sq q_plus q_minus n (weight run x) (g (weight run x))
      + 4 * weighted_sq q_plus q_minus n (weight run x) (g (weight run x))))
    with (alpha / (8 * F_max) * realised_sq q_plus q_minus n (weight run x) (g (weight run x))
      + alpha / (2 * F_max) * weighted_sq q_plus q_minus n (weight run x) (g (weight run x))) by (field; lra).
  lra.
Qed.

Theorem analog_sgd_convergence_general_many_steps
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (q_plus q_minus : R -> R) (F_max sigma alpha : R) (s : state run -> R) (K : nat) :
  quadratic_bound n L f g -> 0 < L -> (forall W, minimum <= f W) -> 0 < F_max -> 0 < sigma ->
  minimum < f (weight run start) ->
  alpha = sqrt ((f (weight run start) - minimum) / (sigma^2 * L * INR K)) / F_max -> (0 < K)%nat ->
  16 * L * (f (weight run start) - minimum) / sigma^2 <= INR K ->
  follows n (update q_plus q_minus) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> responses_allow q_plus q_minus F_max (weight run x i)) ->
  (forall x, met run K start x -> 0 <= s x) ->
  (forall x i, met run K start x -> (i < n)%nat ->
    (asymmetric_part q_plus q_minus (weight run x i))^2 <= s x * symmetric_part q_plus q_minus (weight run x i)) ->
  run_mean run K (fun x => metric q_plus q_minus n (weight run x) (g (weight run x))) start
  <= 16 * F_max^2 * sqrt ((f (weight run start) - minimum) * sigma^2 * L / INR K)
     + 8 * F_max * sigma^2 * run_mean run K s start.
Proof.
  intros Hf HL Hm HF Hsg Hgap Ha HK HKlarge Hst Hn Hr Hs0 Hs. assert (HKr : 0 < INR K) by now apply lt_0_INR.
  set (gap := f (weight run start) - minimum) in *. assert (Hg : 0 < gap) by (unfold gap; lra).
  assert (Hs2 : 0 < sigma^2) by nra.
  set (beta := sqrt (gap / (sigma^2 * L * INR K))) in *.
  assert (Hd : 0 < sigma^2 * L * INR K) by (apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat | easy]).
  assert (Hb : 0 < beta) by now apply sqrt_lt_R0, Rdiv_lt_0_compat.
  assert (Hb2 : beta^2 = gap / (sigma^2 * L * INR K)) by (apply pow2_sqrt; left; now apply Rdiv_lt_0_compat).
  assert (Egap : gap = beta^2 * (sigma^2 * L * INR K)) by (rewrite Hb2; field; lra).
  assert (HbL : beta * (4 * L) <= 1).
  { apply Rsqr_incr_0_var; [|lra]. unfold Rsqr. replace (beta * (4 * L) * (beta * (4 * L))) with (beta^2 * (16 * L^2)) by ring.
    rewrite Hb2. apply (Rmult_le_reg_r (INR K)); [easy|].
    replace (gap / (sigma^2 * L * INR K) * (16 * L^2) * INR K) with (16 * L * gap / sigma^2) by (field; lra). lra. }
  assert (Hpos : 0 < alpha) by (rewrite Ha; now apply Rdiv_lt_0_compat).
  assert (Hsmall : alpha * (4 * L * F_max) <= 1).
  { rewrite Ha. replace (beta / F_max * (4 * L * F_max)) with (beta * (4 * L)) by (field; lra). easy. }
  pose proof (analog_sgd_convergence_general n L f g minimum run start q_plus q_minus F_max sigma alpha s K Hf ltac:(lra)
                Hm HF Hpos Hsmall HK Hst Hn Hr Hs0 Hs) as H. fold gap in H.
  assert (Hroot : sqrt (gap * sigma^2 * L / INR K) = beta * L * sigma^2).
  { replace (gap * sigma^2 * L / INR K) with ((beta * L * sigma^2)^2) by (rewrite Egap; field; lra).
    apply sqrt_pow2. apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
  assert (Hmean : 0 <= run_mean run K s start).
  { rewrite <- (run_mean_const run K 0 start HK (fun x Hx => proj1 (Hn x Hx))).
    apply run_mean_le; [intros x Hx; now apply Hn | exact Hs0]. }
  rewrite Hroot.
  replace (16 * F_max^2 * (beta * L * sigma^2))
    with (8 * F_max * gap / (alpha * INR K) + 8 * alpha * L * F_max^3 * sigma^2)
    by (rewrite Ha, Egap; field; lra).
  assert (0 <= F_max * sigma^2 * run_mean run K s start) by (apply Rmult_le_pos; [nra | easy]). lra.
Qed.

(** The published statement for a device whose weights lie in the range [-τ, τ]. *)
Definition published_bound (q_plus q_minus : R -> R) (in_range : R -> Prop) (F_max : R) : Prop :=
  forall (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
         (run : random_run) (start : state run) (sigma alpha : R) (s : state run -> R) (K : nat),
  is_gradient n f g -> gradient_lipschitz n L g -> 0 < L -> (forall W, minimum <= f W) -> 0 < sigma ->
  minimum < f (weight run start) ->
  alpha = sqrt ((f (weight run start) - minimum) / (sigma^2 * L * INR K)) / F_max -> (0 < K)%nat ->
  follows n (update q_plus q_minus) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> in_range (weight run x i)) ->
  (forall x, met run K start x -> 0 <= s x) ->
  (forall x i, met run K start x -> (i < n)%nat ->
    (asymmetric_part q_plus q_minus (weight run x i))^2 / symmetric_part q_plus q_minus (weight run x i) <= s x) ->
  run_mean run K (fun x => metric q_plus q_minus n (weight run x) (g (weight run x))) start
  <= 16 * F_max^2 * sqrt ((f (weight run start) - minimum) * sigma^2 * L / INR K)
     + 8 * F_max * sigma^2 * run_mean run K s start.

(** One step at W_0 = 2. *)
Lemma first_step q_plus q_minus in_range :
  published_bound q_plus q_minus in_range 1 -> in_range 2 -> symmetric_part q_plus q_minus 2 = 1 ->
  (realised q_plus q_minus 2 2)^2 + 4 * (response_product q_plus q_minus 2 * 4)
  <= 16 + 4 * (asymmetric_part q_plus q_minus 2)^2.
Proof.
  intros H Hr HF. set (e := fun (_ : vector) j (_ : nat) => two_values 1 (-1 / 2) j).
  set (p := fun _ : vector => two_values (1 / 3) (1 - 1 / 3)).
  set (run := weight_run (update q_plus q_minus) 2 (parabola_slope 1 0) 2 p e).
  assert (Hsig : sqrt (1 / 2) ^ 2 = 1 / 2) by (apply pow2_sqrt; lra).
  assert (Hpos : 0 < sqrt (1 / 2)) by (apply sqrt_lt_R0; lra).
  assert (Hf : parabola 1 0 (fun _ => 2) - 0 = 2) by (unfold parabola; lra).
  assert (Hmet : forall x, met run 1 (fun _ => 2) x -> x = fun _ => 2).
  { intros x (k & Hk & Hx). replace k with O in Hx by lia. exact Hx. }
  set (s := (asymmetric_part q_plus q_minus 2)^2).
  assert (HR : run_mean run 1 (fun x => metric q_plus q_minus 1 (weight run x) (parabola_slope 1 0 (weight run x))) (fun _ => 2)
               <= 16 * 1^2 * sqrt ((parabola 1 0 (weight run (fun _ => 2)) - 0) * sqrt (1 / 2) ^ 2 * 1 / INR 1)
                  + 8 * 1 * sqrt (1 / 2) ^ 2 * run_mean run 1 (fun _ => s) (fun _ => 2)).
  { apply (H 1%nat 1 (parabola 1 0) (parabola_slope 1 0) 0 run (fun _ => 2) (sqrt (1 / 2)) 2 (fun _ => s) 1%nat).
    - apply parabola_gradient.
    - apply parabola_lipschitz; lra.
    - lra.
    - intros W. apply parabola_nonneg; lra.
    - easy.
    - simpl weight. lra.
    - simpl weight. rewrite Hf, Hsig. simpl INR. replace (2 / (1 / 2 * 1 * 1)) with (2^2) by field.
      rewrite sqrt_pow2 by lra. field.
    - lia.
    - apply weight_run_follows.
    - intros x _. split; [apply (two_values_law (1 / 3)); lra|].
      rewrite Hsig. split; [intros i _|]; unfold expect, average, norm_sq; simpl; lra.
    - intros x i Hx _. rewrite (Hmet x Hx). exact Hr.
    - intros. apply pow2_ge_0.
    - intros x i Hx _. rewrite (Hmet x Hx). simpl weight. rewrite HF. unfold s. right; field. }
  simpl weight in HR. rewrite Hf, Hsig in HR. unfold run_mean, mean_of in HR. cbn [sum_of expect_after] in HR.
  change (INR 1) with 1 in HR. simpl weight in HR. unfold metric, realised_sq, weighted_sq, norm_sq, parabola_slope in HR.
  cbn [sum_of] in HR. replace (1 * (2 - 0)) with 2 in HR by ring.
  replace (2 * (1 / 2) * 1 / 1) with 1 in HR by field. rewrite sqrt_1 in HR. fold s. lra.
Qed.

Theorem analog_sgd_convergence_general_published_fails : ~ published_bound (fun _ => 1) (fun _ => 1) (fun _ => True) 1.
Proof.
  intros H. pose proof (first_step _ _ _ H I ltac:(unfold symmetric_part; lra)) as Hs.
  unfold realised, response_product, symmetric_part, asymmetric_part in Hs. rewrite Rabs_pos_eq in Hs by lra. lra.
Qed.

Theorem analog_sgd_convergence_general_published_fails_ald :
  ~ (forall tau, 0 < tau -> published_bound (ald_plus tau) (ald_minus tau) (fun w => Rabs w <= tau) 1).
Proof.
  intros H. pose proof (first_step _ _ _ (H 16 ltac:(lra))) as Hs. cbv beta in Hs.
  unfold realised, response_product, symmetric_part, asymmetric_part, ald_plus, ald_minus in Hs.
  rewrite Rabs_pos_eq in Hs by lra. specialize (Hs ltac:(lra) ltac:(field)). lra.
Qed.
