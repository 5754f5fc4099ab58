(** Claim    K steps of analog SGD W' = U(W, -α(g+ε)), g = ∇f(W), R = q+ q-, S_K = (1/K) Σ_k |G/√F|²_inf:
               (1/K) Σ_k E(|g⊙F + |g|⊙G|² + 4|g|²_R)
                 <= 8 F_max (f(W_0) - m)/(αK) + 8 α L F_max³ σ² + 6 F_max σ² E S_K
    Source   RF Thm 2 (69)
    Assumes  0 < α <= 1/(4 L F_max), F_max > 0, K >= 1; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by
             L-smoothness), f >= m; elements with any responses; at every state met before step K: q± >= 0 (W in the
             dynamic range) and F <= F_max, finitely many outcomes, E ε = 0, E|ε|² <= σ²; their law may depend on all
             that happened
    Derived  as published, <= 16 F_max² √((f(W_0) - m)σ²L/K) + 8 F_max σ² E S_K at α = √((f(W_0) - m)/(σ²LK))/F_max,
             where K >= 16 L (f(W_0) - m)/σ²
    Fails    as published, for every K: f = w²/2, W_0 = 2, ε = 1 (1/3) or -1/2 (2/3), K = 1; digital weights: 20 > 16;
             asymmetric linear device, τ = 16: 333/16 > 16 + 1/16 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation NoisyDescent GeneralResponse
  analog_sgd_descent_general.
Local Open Scope R_scope.

(** W' = U(W, -α(g + ε)) on an array. *)
Definition follows_array (n : nat) (A : array) (alpha : R) (g : vector -> vector) (run : random_run) : Prop :=
  forall x j i, (j < outcomes run x)%nat -> (i < n)%nat ->
    weight run (next run x j) i = step A (weight run x) (scale (- alpha) (add (g (weight run x)) (noise run x j))) i.

(** |g⊙F + |g|⊙G|² + 4|g|²_R at a state. *)
Definition metric (n : nat) (A : array) (g : vector -> vector) (run : random_run) (x : state run) : R :=
  norm_sq n (gradient_response A (weight run x) (g (weight run x)))
  + 4 * weighted_sq n (R_of A (weight run x)) (g (weight run x)).

(** f depends on the first n entries only, as far as a descent sees it. *)
Lemma bound_on_entries n L f g x y : quadratic_bound n L f g -> (forall i, (i < n)%nat -> y i = x i) -> f y <= f x.
Proof.
  intros Hf H. pose proof (Hf x y) as Hb.
  assert (E : forall i, (i < n)%nat -> sub y x i = 0) by (intros i Hi; unfold sub; rewrite H by easy;
    ring).
  rewrite (dot_ext n (g x) (g x) (sub y x) (fun _ => 0)), (norm_sq_ext n _ (fun _ => 0)) in Hb by easy.
  unfold dot, norm_sq in Hb.
  rewrite (sum_of_ext n (fun i => g x i * 0) (fun _ => 0)), (sum_of_ext n (fun _ => 0^2) (fun _ => 0)),
    !sum_of_zero in Hb
    by (intros; ring). lra.
Qed.

Theorem analog_sgd_convergence_general
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (A : array) (F_max sigma alpha : R) (K : nat) :
  quadratic_bound n L f g -> 0 <= L -> (forall W, minimum <= f W) -> 0 < F_max ->
  0 < alpha -> alpha * (4 * L * F_max) <= 1 -> (0 < K)%nat ->
  follows_array n A alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x, met run K start x -> in_range n A (weight run x) /\ F_at_most n A (weight run x) F_max) ->
  run_mean run K (metric n A g run) start
  <= 8 * F_max * (f (weight run start) - minimum) / (alpha * INR K) + 8 * alpha * L * F_max^3 * sigma^2
     + 6 * F_max * sigma^2 * run_mean run K (fun x => asymmetry n A (weight run x)) start.
Proof.
  intros Hf HL Hm HF Ha Ha4 HK Hst Hn Hr. assert (HKr : 0 < INR K) by now apply lt_0_INR.
  set (gap := f (weight run start) - minimum).
  assert (laws : forall x, met run K start x -> distribution (outcomes run x) (probability run x)) by (intros x Hx;
    now apply Hn).
  pose proof (mean_descent run K (fun x => f (weight run x)) (fun x => alpha / (8 * F_max) * metric n A g run x)
    (fun x => 3 / 4 * (alpha * sigma^2) * asymmetry n A (weight run x) + alpha^2 * L * F_max^2 * sigma^2)
    minimum start HK (fun x _ => Hm _) laws) as H.
  cbv beta in H. fold gap in H. rewrite run_mean_plus, !run_mean_scal, run_mean_const in H by easy.
  apply (Rmult_le_reg_l (alpha / (8 * F_max))); [apply Rdiv_lt_0_compat; lra|].
  set (s := run_mean run K (fun x => asymmetry n A (weight run x)) start) in *.
  change (run_mean run K (metric n A g run) start) with (run_mean run K (fun x => metric n A g run x) start).
  replace (alpha / (8 * F_max) * (8 * F_max * gap / (alpha * INR K) + 8 * alpha * L * F_max^3 * sigma^2
           + 6 * F_max * sigma^2 * s))
    with (gap / INR K + (3 / 4 * (alpha * sigma^2) * s + alpha^2 * L * F_max^2 * sigma^2)) by (field; lra).
  apply H; intros x Hx. destruct (Hn x Hx) as (Hp & Hz & Hv). destruct (Hr x Hx) as (Hin & Hmax).
  pose proof (analog_sgd_descent_general_derived n (outcomes run x) (probability run x) (noise run x) Hp Hz L f g HL Hf
                A (weight run x) F_max alpha sigma Hin Hmax HF Ha ltac:(lra) Hv) as Hstep.
  assert (Hnext : expect run x (fun j => f (weight run (next run x j)))
    <= expect run x (fun j => f (step A (weight run x) (scale (- alpha) (add (g (weight run x)) (noise run x j)))))).
  { apply expected_le; [exact Hp|]. intros j Hj. apply (bound_on_entries n L f g); [easy|]. intros. now apply Hst. }
  unfold metric.
  replace (alpha / (8 * F_max) * (norm_sq n (gradient_response A (weight run x) (g (weight run x)))
      + 4 * weighted_sq n (R_of A (weight run x)) (g (weight run x))))
    with (alpha / (8 * F_max) * norm_sq n (gradient_response A (weight run x) (g (weight run x)))
      + alpha / (2 * F_max) * weighted_sq n (R_of A (weight run x)) (g (weight run x))) by (field; lra).
  unfold expect in *. lra.
Qed.

Theorem analog_sgd_convergence_general_many_steps
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (A : array) (F_max sigma alpha : R) (K : nat) :
  quadratic_bound n L f g -> 0 < L -> (forall W, minimum <= f W) -> 0 < F_max -> 0 < sigma ->
  minimum < f (weight run start) ->
  alpha = sqrt ((f (weight run start) - minimum) / (sigma^2 * L * INR K)) / F_max -> (0 < K)%nat ->
  16 * L * (f (weight run start) - minimum) / sigma^2 <= INR K ->
  follows_array n A alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x, met run K start x -> in_range n A (weight run x) /\ F_at_most n A (weight run x) F_max) ->
  run_mean run K (metric n A g run) start
  <= 16 * F_max^2 * sqrt ((f (weight run start) - minimum) * sigma^2 * L / INR K)
     + 8 * F_max * sigma^2 * run_mean run K (fun x => asymmetry n A (weight run x)) start.
Proof.
  intros Hf HL Hm HF Hsg Hgap Ha HK HKlarge Hst Hn Hr. assert (HKr : 0 < INR K) by now apply lt_0_INR.
  set (gap := f (weight run start) - minimum) in *. assert (Hg : 0 < gap) by (unfold gap; lra).
  assert (Hs2 : 0 < sigma^2) by nra.
  set (beta := sqrt (gap / (sigma^2 * L * INR K))) in *.
  assert (Hd : 0 < sigma^2 * L * INR K) by (apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat | easy]).
  assert (Hb : 0 < beta) by now apply sqrt_lt_R0, Rdiv_lt_0_compat.
  assert (Hb2 : beta^2 = gap / (sigma^2 * L * INR K)) by (apply pow2_sqrt; left; now apply Rdiv_lt_0_compat).
  assert (Egap : gap = beta^2 * (sigma^2 * L * INR K)) by (rewrite Hb2; field; lra).
  assert (HbL : beta * (4 * L) <= 1).
  { apply Rsqr_incr_0_var; [|lra]. unfold Rsqr. replace (beta * (4 * L) * (beta * (4 * L))) with (beta^2 * (16 * L^2))
      by ring.
    rewrite Hb2. apply (Rmult_le_reg_r (INR K)); [easy|].
    replace (gap / (sigma^2 * L * INR K) * (16 * L^2) * INR K) with (16 * L * gap / sigma^2) by (field; lra). lra. }
  assert (Hpos : 0 < alpha) by (rewrite Ha; now apply Rdiv_lt_0_compat).
  assert (Hsmall : alpha * (4 * L * F_max) <= 1).
  { rewrite Ha. replace (beta / F_max * (4 * L * F_max)) with (beta * (4 * L)) by (field; lra). easy. }
  pose proof (analog_sgd_convergence_general n L f g minimum run start A F_max sigma alpha K Hf ltac:(lra)
                Hm HF Hpos Hsmall HK Hst Hn Hr) as H. fold gap in H.
  assert (Hroot : sqrt (gap * sigma^2 * L / INR K) = beta * L * sigma^2).
  { replace (gap * sigma^2 * L / INR K) with ((beta * L * sigma^2)^2) by (rewrite Egap; field; lra).
    apply sqrt_pow2. apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
  set (s := fun x => asymmetry n A (weight run x)) in *.
  assert (Hmean : 0 <= run_mean run K s start).
  { rewrite <- (run_mean_const run K 0 start HK (fun x Hx => proj1 (Hn x Hx))).
    apply run_mean_le; [intros x Hx; now apply Hn|]. intros; apply asymmetry_nonneg. }
  rewrite Hroot.
  replace (16 * F_max^2 * (beta * L * sigma^2))
    with (8 * F_max * gap / (alpha * INR K) + 8 * alpha * L * F_max^3 * sigma^2)
    by (rewrite Ha, Egap; field; lra).
  assert (0 <= F_max * sigma^2 * run_mean run K s start) by (apply Rmult_le_pos; [nra | easy]). lra.
Qed.

(** The published statement for weights on the array A. *)
Definition published_bound (A : array) : Prop :=
  forall (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
         (run : random_run) (start : state run) (F_max sigma alpha : R) (K : nat),
  smooth n L f g -> 0 < L -> (forall W, minimum <= f W) -> is_F_max n A F_max ->
  0 < sigma -> minimum < f (weight run start) ->
  alpha = sqrt ((f (weight run start) - minimum) / (sigma^2 * L * INR K)) / F_max -> (0 < K)%nat ->
  follows_array n A alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x, met run K start x -> in_range n A (weight run x)) ->
  run_mean run K (metric n A g run) start
  <= 16 * F_max^2 * sqrt ((f (weight run start) - minimum) * sigma^2 * L / INR K)
     + 8 * F_max * sigma^2 * run_mean run K (fun x => asymmetry n A (weight run x)) start.

(** One step from w = 2. *)
Definition first_run (A : array) : random_run := {|
  state := vector;
  weight := fun W => W;
  outcomes := fun _ => 2%nat;
  probability := fun _ => two_values (1 / 3) (1 - 1 / 3);
  noise := fun _ j _ => two_values 1 (-1 / 2) j;
  next := fun W j => step A W (scale (- 2) (add (quadratic_gradient 1 0 W) (fun _ => two_values 1 (-1 / 2) j))) |}.

Lemma first_step A :
  published_bound A -> is_F_max 1 A 1 -> in_range 1 A (fun _ => 2) -> F_of A (fun _ => 2) 0%nat = 1 ->
  (2 + 2 * G_of A (fun _ => 2) 0%nat)^2 + 4 * (R_of A (fun _ => 2) 0%nat * 4) <= 16 + 4 * (G_of A (fun _ => 2) 0%nat)^2.
Proof.
  intros H HFm Hr HF. set (w := fun _ : nat => 2) in *. set (run := first_run A).
  assert (Hsig : sqrt (1 / 2) ^ 2 = 1 / 2) by (apply pow2_sqrt; lra).
  assert (Hpos : 0 < sqrt (1 / 2)) by (apply sqrt_lt_R0; lra).
  assert (Hf : quadratic 1 0 w - 0 = 2) by (unfold quadratic, w; lra).
  assert (Hmet : forall x, met run 1 w x -> x = w) by (intros x (k & Hk & Hx); now replace k with O in Hx by lia).
  specialize (H 1%nat 1 (quadratic 1 0) (quadratic_gradient 1 0) 0 run w 1 (sqrt (1 / 2)) 2 1%nat
                (quadratic_smooth 1 0 ltac:(lra)) ltac:(lra) (fun W => quadratic_nonneg 1 0 W ltac:(lra)) HFm Hpos).
  change (weight run w) with w in H. rewrite Hf, Hsig in H. change (INR 1) with 1 in H.
  assert (Hrate : 2 = sqrt (2 / (1 / 2 * 1 * 1)) / 1).
  { replace (2 / (1 / 2 * 1 * 1)) with (2^2) by field. rewrite sqrt_pow2 by lra. field. }
  specialize (H ltac:(lra) Hrate ltac:(lia) ltac:(intros x j i _ _; reflexivity)).
  assert (Hn : forall x, met run 1 w x -> centered_noise 1 (sqrt (1 / 2)) run x).
  { intros x _. split; [apply (two_values_law (1 / 3)); lra|].
    rewrite Hsig. split; [intros i _|]; unfold variance, expected, norm_sq; simpl; lra. }
  specialize (H Hn ltac:(intros x Hx; rewrite (Hmet x Hx); exact Hr)).
  unfold run_mean, mean_of in H. cbn [sum_of expect_after] in H. change (INR 1) with 1 in H.
  unfold metric, asymmetry, weighted_sq, norm_sq, gradient_response in H. cbn [sum_of largest] in H.
  change (weight run w) with w in H. rewrite HF in H.
  replace (quadratic_gradient 1 0 w 0%nat) with 2 in H by (unfold quadratic_gradient, w; ring).
  rewrite (Rabs_pos_eq 2), (Rmax_right 0) in H by (try lra; unfold Rdiv; rewrite Rinv_1, Rmult_1_r; apply pow2_ge_0).
  replace (2 * (1 / 2) * 1 / 1) with 1 in H by field. rewrite sqrt_1 in H. lra.
Qed.

Theorem analog_sgd_convergence_general_published_fails : ~ published_bound digital.
Proof.
  intros H. pose proof (first_step digital H (digital_F_max 1 ltac:(lia)) (digital_in_range 1 _) (digital_F _ _)) as Hs.
  rewrite digital_G in Hs. unfold R_of, q_plus, q_minus in Hs. cbn in Hs. lra.
Qed.

Theorem analog_sgd_convergence_general_published_fails_ald : ~ (forall tau, 0 < tau -> published_bound (ald tau)).
Proof.
  intros H. assert (Hr : in_range 1 (ald 16) (fun _ => 2)) by (intros i _; unfold q_plus, q_minus; cbn; lra).
  pose proof (first_step (ald 16) (H 16 ltac:(lra)) (ald_F_max 16 1 ltac:(lia)) Hr (ald_F _ _ _)) as Hs.
  rewrite ald_G in Hs. unfold R_of, q_plus, q_minus in Hs. cbn in Hs. lra.
Qed.
