(** Random runs of gradient steps: at each state finitely many outcomes with probabilities, which may depend on all that
    happened; expectations over a run are sums over the finite tree of its outcomes. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation.
Local Open Scope R_scope.

Record random_run : Type := {
  state : Type;
  weight : state -> vector;
  outcomes : state -> nat;
  probability : state -> nat -> R;
  noise : state -> nat -> vector;
  next : state -> nat -> state }.

Definition expect (run : random_run) (x : state run) (phi : nat -> R) : R :=
  expected (outcomes run x) (probability run x) phi.

(** E phi(x_k) from x_0 = x. *)
Fixpoint expect_after (run : random_run) (k : nat) (phi : state run -> R) (x : state run) : R :=
  match k with O => phi x | S k => expect run x (fun j => expect_after run k phi (next run x j)) end.

(** (1/K) Σ_{k<K} E phi(x_k). *)
Definition run_mean (run : random_run) (K : nat) (phi : state run -> R) (x : state run) : R :=
  mean_of K (fun k => expect_after run k phi x).

(** States that are possible after k steps. *)
Fixpoint reached (run : random_run) (k : nat) (x y : state run) : Prop :=
  match k with
  | O => y = x
  | S k => exists j, (j < outcomes run x)%nat /\ reached run k (next run x j) y
  end.

(** States in which one of the first K steps may be taken. *)
Definition met (run : random_run) (K : nat) (x y : state run) : Prop := exists k, (k < K)%nat /\ reached run k x y.

(** E ε = 0 and E|ε|² <= σ². *)
Definition centered_noise (n : nat) (sigma : R) (run : random_run) (x : state run) : Prop :=
  distribution (outcomes run x) (probability run x) /\
  unbiased n (outcomes run x) (probability run x) (noise run x) /\
  variance n (outcomes run x) (probability run x) (noise run x) <= sigma^2.

(** w' = U(w, -α(g + ε)) in each of n entries. *)
Definition follows (n : nat) (U : R -> R -> R) (alpha : R) (g : vector -> vector) (run : random_run) : Prop :=
  forall x j i, (j < outcomes run x)%nat -> (i < n)%nat ->
    weight run (next run x j) i = U (weight run x i) (- alpha * (g (weight run x) i + noise run x j i)).

Section Telescope.
  Variables (run : random_run).

  Lemma met_next K x j y : (j < outcomes run x)%nat -> met run K (next run x j) y -> met run (S K) x y.
  Proof. intros Hj (k & Hk & Hy). exists (S k). split; [lia|]. now exists j. Qed.

  Lemma met_first K x : met run (S K) x x.
  Proof. exists O. split; [lia | reflexivity]. Qed.

  Lemma expect_after_le K k phi psi x :
    (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) -> (k < K)%nat ->
    (forall y, met run K x y -> phi y <= psi y) -> expect_after run k phi x <= expect_after run k psi x.
  Proof.
    revert k x. induction K as [|K IH]; intros k x Hp Hk H; [lia|].
    destruct k as [|k]; [apply H, met_first|].
    cbn [expect_after]. apply expected_le; [apply Hp, met_first|]. intros j Hj.
    apply IH; [| lia |]; intros; [apply Hp | apply H]; now apply met_next with j.
  Qed.

  Lemma expect_after_plus k phi psi x :
    expect_after run k (fun y => phi y + psi y) x = expect_after run k phi x + expect_after run k psi x.
  Proof.
    revert x; induction k as [|k IH]; intros x; cbn [expect_after]; [easy|].
    unfold expect. rewrite <- expected_plus. apply expected_ext; intros. apply IH.
  Qed.

  Lemma expect_after_scal k c phi x : expect_after run k (fun y => c * phi y) x = c * expect_after run k phi x.
  Proof.
    revert x; induction k as [|k IH]; intros x; cbn [expect_after]; [easy|].
    unfold expect. rewrite <- expected_scal. apply expected_ext; intros. apply IH.
  Qed.

  Lemma expect_after_opp k phi x : expect_after run k (fun y => - phi y) x = - expect_after run k phi x.
  Proof.
    revert x; induction k as [|k IH]; intros x; cbn [expect_after]; [easy|].
    replace (- expect run x _) with (-1 * expect run x (fun j => expect_after run k phi (next run x j))) by ring.
    unfold expect. rewrite <- expected_scal. apply expected_ext; intros. rewrite IH. ring.
  Qed.

  Lemma run_mean_plus K phi psi x :
    run_mean run K (fun y => phi y + psi y) x = run_mean run K phi x + run_mean run K psi x.
  Proof. unfold run_mean. rewrite <- mean_of_plus. apply mean_of_ext; intros. apply expect_after_plus. Qed.

  Lemma run_mean_scal K c phi x : run_mean run K (fun y => c * phi y) x = c * run_mean run K phi x.
  Proof. unfold run_mean. rewrite <- mean_of_scal. apply mean_of_ext; intros. apply expect_after_scal. Qed.

  Lemma run_mean_le K phi psi x :
    (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) ->
    (forall y, met run K x y -> phi y <= psi y) -> run_mean run K phi x <= run_mean run K psi x.
  Proof. intros Hp H. apply mean_of_le; intros. now apply expect_after_le with K. Qed.

  Lemma expect_after_const K k c x :
    (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) -> (k <= K)%nat ->
    expect_after run k (fun _ => c) x = c.
  Proof.
    revert k x. induction K as [|K IH]; intros k x Hp Hk; [now replace k with O by lia|].
    destruct k as [|k]; [easy|]. cbn [expect_after].
    etransitivity; [|apply (expected_const _ _ (Hp x (met_first K x)) c)]. apply expected_ext; intros j Hj.
    apply IH; [|lia]. intros y Hy. apply Hp. now apply met_next with j.
  Qed.

  Lemma run_mean_const K c x :
    (0 < K)%nat -> (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) ->
    run_mean run K (fun _ => c) x = c.
  Proof.
    intros HK Hp. etransitivity; [|apply (mean_of_const K c HK)]. apply mean_of_ext; intros.
    apply expect_after_const with K; [easy | lia].
  Qed.

  Lemma expect_after_floor K F m x :
    (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) ->
    (forall y, reached run K x y -> m <= F y) -> m <= expect_after run K F x.
  Proof.
    revert x. induction K as [|K IH]; intros x Hp Hm; [now apply Hm|]. cbn [expect_after].
    rewrite <- (expected_const _ _ (Hp x (met_first K x)) m). apply expected_le; [apply Hp, met_first|]. intros j Hj.
    apply IH; intros y Hy; [apply Hp; now apply met_next with j | apply Hm; now exists j].
  Qed.

  (** Sum of E F(x') + a(x) <= F(x) + b(x) over the run. *)
  Lemma telescope K F a b x :
    (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) ->
    (forall y, met run K x y -> expect run y (fun j => F (next run y j)) + a y <= F y + b y) ->
    expect_after run K F x + sum_of K (fun k => expect_after run k a x)
    <= F x + sum_of K (fun k => expect_after run k b x).
  Proof.
    revert x. induction K as [|K IH]; intros x Hp H; [simpl; lra|].
    rewrite !sum_of_first. cbn [expect_after].
    assert (Hs : forall phi, sum_of K (fun k => expect run x (fun j => expect_after run k phi (next run x j)))
                 = expect run x (fun j => sum_of K (fun k => expect_after run k phi (next run x j)))).
    { intros phi. unfold expect. now rewrite expected_sum. }
    rewrite !Hs. pose proof (H x (met_first K x)) as Hx.
    assert (Ht : expect run x (fun j => expect_after run K F (next run x j)
                                        + sum_of K (fun k => expect_after run k a (next run x j)))
                 <= expect run x (fun j => F (next run x j) + sum_of K (fun k => expect_after run k b (next run x j)))).
    { apply expected_le; [apply Hp, met_first|]. intros j Hj.
      apply IH; intros; [apply Hp | apply H]; now apply met_next with j. }
    unfold expect in *. rewrite !expected_plus in Ht. lra.
  Qed.

  (** The same with F >= m dropped at the end, as a mean over the run. *)
  Lemma mean_descent K F a b m x :
    (0 < K)%nat -> (forall y, reached run K x y -> m <= F y) ->
    (forall y, met run K x y -> distribution (outcomes run y) (probability run y)) ->
    (forall y, met run K x y -> expect run y (fun j => F (next run y j)) + a y <= F y + b y) ->
    run_mean run K a x <= (F x - m) / INR K + run_mean run K b x.
  Proof.
    intros HK Hm Hp H. pose proof (telescope K F a b x Hp H). pose proof (expect_after_floor K F m x Hp Hm).
    assert (Hi : 0 < / INR K) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
    unfold run_mean, mean_of, Rdiv. rewrite <- Rmult_plus_distr_r. apply Rmult_le_compat_r; lra.
  Qed.
End Telescope.

(** One step entry by entry: where E(g_i d_i + (L/2) d_i²) <= c_i, E f(W + d) <= f(W) + Σ c_i. *)
Lemma separable_step n L f g N p W W' c :
  quadratic_bound n L f g -> distribution N p ->
  (forall i, (i < n)%nat ->
     expected N p (fun j => g W i * (W' j i - W i) + L / 2 * (W' j i - W i)^2) <= c i) ->
  expected N p (fun j => f (W' j)) <= f W + sum_of n c.
Proof.
  intros Hq Hp Hc.
  apply Rle_trans with
    (expected N p (fun j => f W + sum_of n (fun i => g W i * (W' j i - W i) + L / 2 * (W' j i - W i)^2))).
  - apply expected_le; [easy|]. intros j _. rewrite sum_of_plus, sum_of_scal.
    pose proof (Hq W (W' j)) as H. unfold dot, norm_sq, sub in H. lra.
  - rewrite expected_plus, expected_const, expected_sum by easy. apply Rplus_le_compat_l, sum_of_le. exact Hc.
Qed.

(** The same without noise. *)
Lemma separable_step_without_noise n L f g W W' c :
  quadratic_bound n L f g ->
  (forall i, (i < n)%nat -> g W i * (W' i - W i) + L / 2 * (W' i - W i)^2 <= c i) -> f W' <= f W + sum_of n c.
Proof.
  intros Hq Hc. eapply Rle_trans; [apply (Hq W W')|]. rewrite Rplus_assoc. apply Rplus_le_compat_l.
  unfold dot, norm_sq, sub. rewrite <- sum_of_scal, <- sum_of_plus. now apply sum_of_le.
Qed.

(** Sum of F_{k+1} + a_k <= F_k, with F_K >= m, as a mean. *)
Lemma mean_descent_without_noise K (F a : nat -> R) m :
  (0 < K)%nat -> m <= F K -> (forall k, (k < K)%nat -> F (S k) + a k <= F k) -> mean_of K a <= (F O - m) / INR K.
Proof.
  intros HK Hm H. assert (Ht : forall k, (k <= K)%nat -> F k + sum_of k a <= F O).
  { induction k as [|k IH]; intros Hk; simpl; [lra|]. specialize (IH ltac:(lia)). specialize (H k ltac:(lia)). lra. }
  assert (Hi : 0 < / INR K) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
  specialize (Ht K (le_n K)). unfold mean_of, Rdiv. apply Rmult_le_compat_r; lra.
Qed.

(** w + d - |d| ρ w: the asymmetric linear device for ρ = 1/τ, digital weights for ρ = 0. *)
Definition linear_update (rho w d : R) : R := w + d - Rabs d * (rho * w).

Lemma linear_update_ald tau w d : ald_update tau w d = linear_update (/ tau) w d.
Proof. unfold ald_update, linear_update, Rdiv. ring. Qed.

Lemma linear_update_digital w d : w + d = linear_update 0 w d.
Proof. unfold linear_update. ring. Qed.

(** |ρw| <= r is used as (ρw)² <= r². *)
Lemma square_at_most x r : Rabs x <= r -> x^2 <= r^2.
Proof. intros H. rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | easy]. Qed.

(** The run whose state is the weight itself. *)
Definition weight_run (U : R -> R -> R) (alpha : R) (g : vector -> vector) (N : nat) (p : vector -> nat -> R)
  (e : vector -> nat -> vector) : random_run := {|
  state := vector;
  weight := fun W => W;
  outcomes := fun _ => N;
  probability := p;
  noise := e;
  next := fun W j i => U (W i) (- alpha * (g W i + e W j i)) |}.

Lemma weight_run_follows n U alpha g N p e : follows n U alpha g (weight_run U alpha g N p e).
Proof. intros x j i _ _. reflexivity. Qed.
